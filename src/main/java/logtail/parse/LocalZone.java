package logtail.parse;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Converts local seconds (as if the wall clock showed UTC) to seconds since the Unix epoch. Caches the last few periods
 * between two changes of the offset, so the zone's rules are evaluated a few times a year, not per line; several,
 * because inferring a year tries three years. A time that a clock change skips gets the offset before the change, as
 * {@link LocalDateTime#atZone} does; of the two instants of one that it repeats, the one nearer to a given time is meant.
 */
final class LocalZone {
    private static final int REMEMBERED =
            8; // two periods a year: the years around now, and an old one that is replayed

    private final ZoneId zone;
    private final ZoneRules rules;
    private final Period[] periods = new Period[REMEMBERED];
    private Period last;
    private int oldest;

    LocalZone(ZoneId zone) {
        this.zone = zone;
        rules = zone.getRules();
        Arrays.setAll(periods, i -> new Period());
        last = periods[0];
    }

    ZoneId id() {
        return zone;
    }

    /** The earlier instant when there are two. */
    long toEpochSecond(long localSecond) {
        if (!last.holdsLocal(localSecond)) {
            last = periodOf(localSecond);
        }
        return localSecond - last.offsetSeconds;
    }

    /** The instant nearer to {@code nearEpochSecond} when there are two. */
    long toEpochSecond(long localSecond, long nearEpochSecond) {
        long earlier = toEpochSecond(localSecond);
        long later = localSecond - last.nextOffsetSeconds;
        boolean isLater =
                isRepeated(localSecond) && Math.abs(later - nearEpochSecond) < Math.abs(earlier - nearEpochSecond);
        return isLater ? later : earlier;
    }

    /** Whether there are two instants of this local time. */
    boolean isRepeated(long localSecond) {
        if (!last.holdsLocal(localSecond)) {
            last = periodOf(localSecond);
        }
        return localSecond >= last.repeatedFrom;
    }

    /** The local seconds at {@code epochSecond}. */
    long toLocalSecond(long epochSecond) {
        for (Period period : periods) {
            if (epochSecond >= period.fromEpoch && epochSecond < period.toEpoch) {
                return epochSecond + period.offsetSeconds;
            }
        }
        return epochSecond + rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
    }

    private Period periodOf(long localSecond) {
        for (Period period : periods) {
            if (period.holdsLocal(localSecond)) {
                return period;
            }
        }
        Period forgotten = periods[oldest];
        oldest = (oldest + 1) % REMEMBERED;
        find(localSecond, forgotten);
        return forgotten;
    }

    private void find(long localSecond, Period period) {
        var local = LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
        var offset = rules.getOffset(local);
        var instant = local.toInstant(offset);
        var before = rules.previousTransition(instant.plusNanos(1));
        var after = rules.nextTransition(instant);
        if (before != null && localSecond < change(before, Long.MIN_VALUE)) {
            // The time does not exist or is ambiguous: use the period that ends here.
            after = before;
            before = rules.previousTransition(before.getInstant());
        }
        period.from = change(before, Long.MIN_VALUE);
        period.to = change(after, Long.MAX_VALUE);
        period.fromEpoch = before == null ? Long.MIN_VALUE : before.toEpochSecond();
        period.toEpoch = after == null ? Long.MAX_VALUE : after.toEpochSecond();
        period.offsetSeconds = offset.getTotalSeconds();
        boolean isRepeating = after != null && after.isOverlap();
        period.repeatedFrom = isRepeating ? after.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC) : Long.MAX_VALUE;
        period.nextOffsetSeconds = isRepeating ? after.getOffsetAfter().getTotalSeconds() : offset.getTotalSeconds();
    }

    private static long change(@Nullable ZoneOffsetTransition transition, long none) {
        if (transition == null) {
            return none;
        }
        long before = transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
        long after = transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
        return Math.max(before, after);
    }

    /** A period with one offset, in local seconds {@code [from, to)} and in seconds since the epoch. */
    private static final class Period {
        private long from = Long.MAX_VALUE;
        private long to = Long.MIN_VALUE;
        private long fromEpoch = Long.MAX_VALUE;
        private long toEpoch = Long.MIN_VALUE;
        private long offsetSeconds;
        private long repeatedFrom = Long.MAX_VALUE; // from here on a local second comes again in the next period
        private long nextOffsetSeconds;

        boolean holdsLocal(long localSecond) {
            return localSecond >= from && localSecond < to;
        }
    }
}
