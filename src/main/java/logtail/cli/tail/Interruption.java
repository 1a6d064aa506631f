package logtail.cli.tail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import logtail.cli.base.Ending;
import logtail.cli.base.ExitCode;
import logtail.runtime.Signals;

/**
 * How a tail ends when a signal comes first. Ctrl-C ends the process by that very signal, so a shell knows (130): it goes on
 * neither with {@code && next} nor with the next round of a loop. Other signals are an end in good order.
 */
final class Interruption {
    private static final int INTERRUPTED = 130;
    private static final long DEATH_MS = 1_000;

    private final Runnable stop;
    private final boolean isOnTerminal;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final Ending ending;

    /**
     * Waits for signals from now on.
     *
     * @param stop ends the output between two lines; for every signal
     * @param isOnTerminal whether the shell's prompt would stand behind {@code ^C}
     * @param grace how long the command may take to end
     */
    Interruption(Runnable stop, boolean isOnTerminal, Duration grace) {
        this.stop = stop;
        this.isOnTerminal = isOnTerminal;
        ending = Ending.onSignal(this::endInOrder, grace);
        Signals.handle(name -> {
            if (name.equals("INT")) {
                interrupted.countDown();
            }
            Thread.ofPlatform().name("signal-" + name).start(name.equals("INT") ? this::die : () -> System.exit(0));
        });
    }

    /** Runs the command on this thread; does not return once Ctrl-C came. */
    int of(Callable<Integer> command) throws Exception {
        int exitCode = ending.of(command);
        if (interrupted.getCount() == 0) {
            Thread.sleep(DEATH_MS);
            return INTERRUPTED;
        }
        return exitCode;
    }

    private void endInOrder() {
        stop.run();
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private void die() {
        stop.run();
        if (isOnTerminal) {
            System.out.println();
            System.out.flush();
        }
        Signals.dieOfInterrupt();
        try {
            Thread.sleep(DEATH_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(INTERRUPTED); // the signal did not kill us
    }
}
