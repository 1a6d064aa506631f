package logtail.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast counters grow, from what they were when they were last asked for: over the last minute or so, or since the start.
 * Costs nothing while nobody asks. Any thread.
 */
final class RecentRates {
    private static final long SPAN_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long APART_NS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final long startNs;
    private final Map<String, Deque<Sample>> samples = new HashMap<>(); // of a few fixed names

    private record Sample(long atNs, double count) {}

    /** @param nanos time that never jumps */
    RecentRates(LongSupplier nanos) {
        this.nanos = nanos;
        startNs = nanos.getAsLong();
    }

    /** How much a counter grows in a second, which stands at {@code count} now. */
    synchronized double perSecond(String name, double count) {
        long nowNs = nanos.getAsLong();
        Deque<Sample> taken = samples.computeIfAbsent(name, unused -> new ArrayDeque<>());
        while (taken.size() > 1 && nowNs - taken.getFirst().atNs > SPAN_NS) {
            taken.removeFirst();
        }
        Sample first = taken.isEmpty() ? new Sample(startNs, 0) : taken.getFirst();
        if (taken.isEmpty() || nowNs - taken.getLast().atNs >= APART_NS) {
            taken.addLast(new Sample(nowNs, count));
        }
        return nowNs - first.atNs <= 0 ? 0 : Math.max(0, count - first.count) * 1e9 / (nowNs - first.atNs);
    }
}
