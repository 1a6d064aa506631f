package logtail.cli.up;

import java.util.concurrent.TimeUnit;

/**
 * The id of the last event shown. Ids of a daemon that lets its sender read some apps only are no numbers; others grow, and one
 * that is as great does. Any thread.
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

    /** Waits until this event or a later one is shown, at most until {@code deadlineNs}; not at all for an empty id. */
    synchronized void await(String wanted, long deadlineNs) throws InterruptedException {
        awaited = wanted;
        wasShown = wanted.isEmpty() || isAtLeast(wanted);
        while (!wasShown && System.nanoTime() < deadlineNs) {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
        }
    }

    private boolean isAtLeast(String wanted) {
        try {
            return !id.isEmpty() && Long.parseLong(id) >= Long.parseLong(wanted);
        } catch (NumberFormatException e) {
            return id.equals(wanted);
        }
    }
}
