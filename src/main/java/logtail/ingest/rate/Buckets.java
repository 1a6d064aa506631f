package logtail.ingest.rate;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The buckets of one rule by name, at most {@value #MOST}. Full ones are forgotten for new names, as nothing is lost with them;
 * when none is full, further names share one bucket, so that making up names gains nothing. Any thread.
 */
final class Buckets {
    static final int MOST = 4096;

    private static final long SWEEP_EVERY_NS = 1_000_000_000;

    private final RateRule rule;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> byName = new ConcurrentHashMap<>();
    private final Bucket others;
    private final AtomicLong sweepAtNs;

    Buckets(RateRule rule, LongSupplier nanoTime) {
        this.rule = rule;
        this.nanoTime = nanoTime;
        others = new Bucket(rule, nanoTime.getAsLong());
        sweepAtNs = new AtomicLong(nanoTime.getAsLong());
    }

    RateRule rule() {
        return rule;
    }

    /** The bucket of a name that matches the rule. */
    Bucket of(String name) {
        Bucket known = byName.get(name);
        if (known != null) {
            return known;
        }
        long nowNs = nanoTime.getAsLong();
        if (byName.size() >= MOST && !isSwept(nowNs)) {
            return others;
        }
        return byName.computeIfAbsent(name, key -> new Bucket(rule, nowNs));
    }

    /** Forgets the full ones, once a second; false when there is no room after that. */
    private boolean isSwept(long nowNs) {
        long dueNs = sweepAtNs.get();
        if (nowNs - dueNs >= 0 && sweepAtNs.compareAndSet(dueNs, nowNs + SWEEP_EVERY_NS)) {
            for (Iterator<Bucket> all = byName.values().iterator(); all.hasNext(); ) {
                Bucket bucket = all.next();
                if (bucket.isFull(nowNs)) {
                    all.remove();
                    bucket.forget();
                }
            }
        }
        return byName.size() < MOST;
    }
}
