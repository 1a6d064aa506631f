package logtail.cli.ship;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The wait at the end for lines that the daemon has not stored yet: as long as it takes some, and for {@code --wait} when it
 * takes none. Any thread may {@link #end} it.
 */
public final class LastWait {
    private static final long LOOK_AGAIN_MS = 20;

    private final Duration patience;
    private boolean isEnded; // guarded by this

    public LastWait(Duration patience) {
        this.patience = patience;
    }

    /** Ends the wait now. */
    public synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    /** Waits until all is stored; false when it gave up. {@code left} is the number of lines that are not. */
    public synchronized boolean until(BooleanSupplier isDone, LongSupplier left) throws InterruptedException {
        long before = left.getAsLong();
        long sinceNs = System.nanoTime();
        while (!isDone.getAsBoolean()) {
            long now = left.getAsLong();
            if (now != before) {
                before = now;
                sinceNs = System.nanoTime();
            }
            if (isEnded || System.nanoTime() - sinceNs >= patience.toNanos()) {
                return false;
            }
            wait(LOOK_AGAIN_MS);
        }
        return true;
    }
}
