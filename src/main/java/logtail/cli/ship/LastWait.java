package logtail.cli.ship;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import logtail.runtime.Durations;

/**
 * The wait at the end for lines that the daemon has not stored yet: as long as it takes some, and for {@code --wait} when it
 * takes none. Any thread may {@link #hurry} it.
 */
public final class LastWait {
    private static final long LOOK_AGAIN_MS = 20;

    private static final long HURRIED_NS = TimeUnit.SECONDS.toNanos(1);

    private long patienceNs; // this and the next are guarded by this
    private long sinceNs = System.nanoTime();

    public LastWait(Duration patience) {
        patienceNs = Durations.toNanos(patience);
    }

    /** Allows one more second, for a daemon that is there; the signal of a Ctrl-C may come behind the end that it caused. */
    public synchronized void hurry() {
        patienceNs = Math.min(patienceNs, HURRIED_NS);
        sinceNs = System.nanoTime();
    }

    /** Waits until all is stored; false when it gave up. {@code left} is the number of lines that are not. */
    public synchronized boolean until(BooleanSupplier isDone, LongSupplier left) throws InterruptedException {
        long before = left.getAsLong();
        sinceNs = System.nanoTime();
        while (!isDone.getAsBoolean()) {
            long now = left.getAsLong();
            if (now != before) {
                before = now;
                sinceNs = System.nanoTime();
            }
            if (System.nanoTime() - sinceNs >= patienceNs) {
                return false;
            }
            wait(LOOK_AGAIN_MS);
        }
        return true;
    }
}
