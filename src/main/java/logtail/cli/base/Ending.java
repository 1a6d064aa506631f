package logtail.cli.base;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a command ends when a signal (Ctrl-C, SIGTERM) comes first: a hook asks it to stop, gives it time to finish on its
 * own threads, and ends the process with the command's own exit code instead of the JVM's.
 */
public final class Ending {
    private static final int TERMINATED = 143;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Duration grace;
    private volatile int exitCode = TERMINATED;

    private Ending(Duration grace) {
        this.grace = grace;
    }

    /**
     * Waits for a signal from now on.
     *
     * @param stop makes the command finish; runs on the hook's thread
     * @param grace how long the command may take for that; at its end the exit code is 128 + SIGTERM
     */
    public static Ending onSignal(Runnable stop, Duration grace) {
        var ending = new Ending(grace);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending.signalled(stop), "signal"));
        return ending;
    }

    /** Runs the command on this thread; its exit code is that of the process also when a signal made it end. */
    public int of(Callable<Integer> command) throws Exception {
        try {
            exitCode = command.call();
            return exitCode;
        } catch (CommandFailedException e) {
            exitCode = e.exitCode();
            throw e;
        } finally {
            finished.countDown();
        }
    }

    private void signalled(Runnable stop) {
        if (finished.getCount() == 0) {
            return; // an ordinary end
        }
        stop.run();
        try {
            boolean inTime = finished.await(grace.toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().halt(inTime ? exitCode : TERMINATED);
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(TERMINATED);
        }
    }
}
