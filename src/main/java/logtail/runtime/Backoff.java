package logtail.runtime;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential backoff with full jitter: the upper bound doubles with each failure up to a limit, and each wait is uniform in
 * (0, bound], so that many who failed together never come back together. One thread.
 */
public final class Backoff {
    private final long firstMs;
    private final long mostMs;
    private long boundMs;
    private int attempts;

    /** Bounds above 0 in milliseconds, of the first wait and of all. */
    public Backoff(long firstMs, long mostMs) {
        this.firstMs = firstMs;
        this.mostMs = mostMs;
        boundMs = firstMs;
    }

    /** The next wait in milliseconds. */
    public long nextMs() {
        return nextMs(Duration.ZERO);
    }

    /** The next wait in milliseconds, never less than the other side has {@code asked} for. */
    public long nextMs(Duration asked) {
        long waitMs = Math.max(asked.toMillis(), ThreadLocalRandom.current().nextLong(boundMs) + 1);
        boundMs = Math.min(mostMs, 2 * boundMs);
        attempts++;
        return waitMs;
    }

    /** How many waits were asked for since the last success. */
    public int attempts() {
        return attempts;
    }

    /** Begins with the first bound again, after a success. */
    public void reset() {
        boundMs = firstMs;
        attempts = 0;
    }
}
