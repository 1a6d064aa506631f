package logtail.cli.up;

import java.util.concurrent.TimeUnit;
import logtail.cli.client.ShownPlace;

/**
 * The id of the last event shown. Ids of a daemon that lets its sender read some apps only are no numbers; others grow
 * within a lane, which all those of an app are in, and one that is as great does. Any thread.
 */
final class LastShown {
    private String id = "";
    private String awaited = "";
    private boolean wasShown; // the awaited one, since it is awaited

    synchronized void set(String shown) {
        id = shown;
        wasShown |= !shown.isEmpty() && isAtLeast(awaited);
        notifyAll();
    }

    /** Goes back to this event if it is in the same lane, as later ones are lost. */
    synchronized void goBack(long last) {
        long number = ShownPlace.number(id);
        if (number < 0 || ShownPlace.areOfOneLane(number, last)) {
            set(Long.toString(last));
        }
    }

    /** Waits until this event or a later one is shown, at most until {@code deadlineNs}; not at all for an empty id. */
    synchronized void await(String wanted, long deadlineNs) throws InterruptedException {
        awaited = wanted;
        wasShown = wanted.isEmpty() || isAtLeast(wanted);
        while (!wasShown && System.nanoTime() < deadlineNs) {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
        }
    }

    private boolean isAtLeast(String wanted) {
        long shown = ShownPlace.number(id);
        long least = ShownPlace.number(wanted);
        boolean areNumbers = shown >= 0 && least >= 0;
        return areNumbers
                ? ShownPlace.areOfOneLane(shown, least) && shown >= least
                : !id.isEmpty() && id.equals(wanted);
    }
}
