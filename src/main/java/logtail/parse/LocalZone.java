package logtail.parse;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Turns local seconds (as if the clock on the wall showed UTC) into seconds since the Unix epoch. Remembers the stretch
 * between two changes of the offset in which the last time lay, so the zone's rules are asked twice a year, not per line.
 * A time that a change of the clocks makes ambiguous or skips is read with the offset before the change, as
 * {@link LocalDateTime#atZone} does.
 */
final class LocalZone {
    private final ZoneRules rules;
    private long from = Long.MAX_VALUE; // local seconds [from, to) have the offset
    private long to = Long.MIN_VALUE;
    private long fromEpoch; // the same stretch as seconds since the epoch
    private long toEpoch;
    private long offsetSeconds;

    LocalZone(ZoneId zone) {
        rules = zone.getRules();
    }

    long toEpochSecond(long localSecond) {
        if (localSecond < from || localSecond >= to) {
            find(localSecond);
        }
        return localSecond - offsetSeconds;
    }

    /** What the wall clock shows at {@code epochSecond}, as local seconds. */
    long toLocalSecond(long epochSecond) {
        return epochSecond >= fromEpoch && epochSecond < toEpoch
                ? epochSecond + offsetSeconds
                : epochSecond
                        + rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
    }

    private void find(long localSecond) {
        var local = LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
        var offset = rules.getOffset(local);
        var instant = local.toInstant(offset);
        var before = rules.previousTransition(instant.plusNanos(1));
        var after = rules.nextTransition(instant);
        if (before != null && localSecond < change(before, Long.MIN_VALUE)) {
            // The time does not exist or comes twice: what counts is the stretch that ends here.
            after = before;
            before = rules.previousTransition(before.getInstant());
        }
        from = change(before, Long.MIN_VALUE);
        to = change(after, Long.MAX_VALUE);
        fromEpoch = before == null ? Long.MIN_VALUE : before.toEpochSecond();
        toEpoch = after == null ? Long.MAX_VALUE : after.toEpochSecond();
        offsetSeconds = offset.getTotalSeconds();
    }

    private static long change(@Nullable ZoneOffsetTransition transition, long none) {
        if (transition == null) {
            return none;
        }
        long before = transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
        long after = transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
        return Math.max(before, after);
    }
}
