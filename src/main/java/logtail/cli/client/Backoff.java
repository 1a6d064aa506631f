package logtail.cli.client;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubles up to a cap, with half of it left to chance. One thread. */
public final class Backoff {
    private final long firstMs;
    private final long capMs;
    private long ceilingMs;
    private int attempts;

    public Backoff(long firstMs, long capMs) {
        this.firstMs = firstMs;
        this.capMs = capMs;
        this.ceilingMs = firstMs;
    }

    /** The delay before the next try, in milliseconds. */
    public long nextMs() {
        long half = ceilingMs / 2;
        long delayMs = half + ThreadLocalRandom.current().nextLong(ceilingMs - half + 1);
        ceilingMs = Math.min(ceilingMs * 2, capMs);
        attempts++;
        return delayMs;
    }

    /** How often {@link #nextMs} was asked since the last success. */
    public int attempts() {
        return attempts;
    }

    /** It worked: start small again. */
    public void reset() {
        ceilingMs = firstMs;
        attempts = 0;
    }
}
