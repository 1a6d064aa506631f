package logtail.cli;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubles up to a cap, with half of it left to chance. One thread. */
final class Backoff {
    private final long firstMs;
    private final long capMs;
    private long ceilingMs;
    private int attempts;

    Backoff(long firstMs, long capMs) {
        this.firstMs = firstMs;
        this.capMs = capMs;
        this.ceilingMs = firstMs;
    }

    /** The delay before the next try, in milliseconds. */
    long nextMs() {
        long half = ceilingMs / 2;
        long delayMs = half + ThreadLocalRandom.current().nextLong(ceilingMs - half + 1);
        ceilingMs = Math.min(ceilingMs * 2, capMs);
        attempts++;
        return delayMs;
    }

    /** How often {@link #nextMs} was asked since the last success. */
    int attempts() {
        return attempts;
    }

    /** It worked: start small again. */
    void reset() {
        ceilingMs = firstMs;
        attempts = 0;
    }
}
