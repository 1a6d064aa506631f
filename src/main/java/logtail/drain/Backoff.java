package logtail.drain;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: twice as long at most after each failure, and a random part of that, so that many who
 * failed together do not come back together. One thread.
 */
final class Backoff {
    private final long firstMs;
    private final long mostMs;
    private long boundMs;

    /** Bounds above 0 in milliseconds, of the first wait and of all. */
    Backoff(long firstMs, long mostMs) {
        this.firstMs = firstMs;
        this.mostMs = mostMs;
        boundMs = firstMs;
    }

    /** From one second to half a minute. */
    static Backoff usual() {
        return new Backoff(1_000, 30_000);
    }

    /** The next wait in milliseconds, at least {@code asked}. */
    long nextMs(Duration asked) {
        long waitMs = Math.max(asked.toMillis(), ThreadLocalRandom.current().nextLong(boundMs) + 1);
        boundMs = Math.min(mostMs, 2 * boundMs);
        return waitMs;
    }

    void reset() {
        boundMs = firstMs;
    }
}
