package logtail.bench.hostile;

import java.util.Arrays;

/** Times of many events, in nanoseconds. Any thread. */
final class Latencies {
    private long[] times = new long[1024];
    private int count;

    synchronized void add(long ns) {
        if (count == times.length) {
            times = Arrays.copyOf(times, count * 2);
        }
        times[count++] = ns;
    }

    synchronized int count() {
        return count;
    }

    /** What so many of a hundred are not above, in milliseconds; 0 of none. */
    synchronized double percentileMs(double percent) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        int at = (int) Math.ceil(count * percent / 100) - 1;
        return sorted[Math.clamp(at, 0, count - 1)] / 1e6;
    }
}
