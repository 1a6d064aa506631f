package logtail.count;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The lengths of buckets. Pure. */
public final class Steps {
    /** The most buckets that a count may have. */
    public static final int MOST_BUCKETS = 2_000;

    private static final int MOST_OF_AUTO = 120;
    private static final List<Duration> ROUND = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1));

    private Steps() {}

    /** The shortest round step with at most 120 buckets, or else the longest. */
    public static Duration auto(long sinceNs, long untilNs) {
        return least(sinceNs, untilNs, MOST_OF_AUTO).orElse(ROUND.getLast());
    }

    /** The shortest round step that a count from {@code sinceNs} to {@code untilNs} may have; empty when that is too long. */
    public static Optional<Duration> least(long sinceNs, long untilNs) {
        return least(sinceNs, untilNs, MOST_BUCKETS);
    }

    /** How many buckets lie between these times, the last one excluded. */
    public static long buckets(long sinceNs, long untilNs, long stepNs) {
        return Math.floorDiv(untilNs - 1, stepNs) - Math.floorDiv(sinceNs, stepNs) + 1;
    }

    private static Optional<Duration> least(long sinceNs, long untilNs, int most) {
        return ROUND.stream()
                .filter(step -> buckets(sinceNs, untilNs, step.toNanos()) <= most)
                .findFirst();
    }
}
