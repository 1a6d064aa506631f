package logtail.cli.tail;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.runtime.TimeWords;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --since} and {@code --until} mean, in nanoseconds since the Unix epoch.
 *
 * @param sinceNs {@link Long#MIN_VALUE} for no limit
 * @param untilNs {@link Long#MAX_VALUE} for no limit
 */
record SelectedTimes(long sinceNs, long untilNs) {
    private static final long BILLION = 1_000_000_000L;

    /** @param zone time zone of times without one */
    static SelectedTimes resolve(
            @Nullable String typedSince, @Nullable String typedUntil, Surroundings around, ZoneId zone) {
        Instant since = time("--since", typedSince, around, zone);
        Instant until = time("--until", typedUntil, around, zone);
        if (since != null && until != null && !since.isBefore(until)) {
            until = nextDay(String.valueOf(typedUntil), until, around, zone);
        }
        if (since != null && until != null && !since.isBefore(until)) {
            throw new UsageException("--until " + until + " is not later than --since " + since);
        }
        return new SelectedTimes(
                since == null ? Long.MIN_VALUE : ns(since), until == null ? Long.MAX_VALUE : ns(until));
    }

    /** {@code -S 17:00 -U 18:00} at half past five: what is still to come today is meant, not yesterday's. */
    private static Instant nextDay(String typed, Instant until, Surroundings around, ZoneId zone) {
        Instant later = until.atZone(zone).plusDays(1).toInstant();
        boolean isToday = LocalDate.ofInstant(later, zone).equals(LocalDate.ofInstant(around.now(), zone));
        return isToday && TimeWords.isTimeOfDay(typed) ? later : until;
    }

    private static @Nullable Instant time(String option, @Nullable String value, Surroundings around, ZoneId zone) {
        return value == null
                ? null
                : TimeWords.parse(value, around.now(), zone)
                        .orElseThrow(() -> new BadValueException(option, value, TimeWords.ACCEPTED));
    }

    /** The time in nanoseconds, saturated. */
    private static long ns(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), BILLION), time.getNano());
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
