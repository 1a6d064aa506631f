package logtail.ingest.rate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket of one name, held as the time at which it will be full again (the generic cell rate algorithm): taking
 * moves that time on. It may be overdrawn, and whoever overdraws it waits. All event loops take from it, so each takes for
 * many lines at once where it can. Any thread.
 */
final class Bucket {
    private final RateRule rule;
    private final long burstNs;
    private final AtomicLong fullAtNs;
    private volatile boolean isForgotten;

    Bucket(RateRule rule, long nowNs) {
        this.rule = rule;
        burstNs = rule.burstNs();
        fullAtNs = new AtomicLong(nowNs);
    }

    RateRule rule() {
        return rule;
    }

    /** Takes, overdrawn or not. */
    void take(long lines, long bytes, long nowNs) {
        long costNs = rule.costNs(lines, bytes);
        long fullAt;
        do { // no lambda, which would be made for each call
            fullAt = fullAtNs.get();
        } while (!fullAtNs.compareAndSet(fullAt, (fullAt - nowNs > 0 ? fullAt : nowNs) + costNs));
    }

    /** How long until something is in it, 0 when something is. */
    long waitNs(long nowNs) {
        return Math.max(0, fullAtNs.get() - nowNs - burstNs + 1);
    }

    /** How long until a line of so many bytes is in it, 0 when it is; one that is more than the burst counts as that. */
    long waitNsForLine(long bytes, long nowNs) {
        long leftNs = Math.max(0, fullAtNs.get() - nowNs);
        return Math.max(0, leftNs + Math.min(burstNs, rule.costNs(1, bytes)) - burstNs);
    }

    /** Whether it is full, so that a new one would be the same. */
    boolean isFull(long nowNs) {
        return fullAtNs.get() - nowNs <= 0;
    }

    /** Whether another one has taken its place since. */
    boolean isForgotten() {
        return isForgotten;
    }

    void forget() {
        isForgotten = true;
    }
}
