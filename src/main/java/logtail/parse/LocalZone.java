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
 * Turns local seconds (as if the clock on the wall showed UTC) into seconds since the Unix epoch. Remembers the stretches
 * between two changes of the offset in which the last times lay, as inferring a year looks at three years, so the zone's
 * rules are asked a few times a year, not per line. A time that a change of the clocks makes ambiguous or skips is read
 * with the offset before the change, as {@link LocalDateTime#atZone} does.
 */
final class LocalZone {
    private static final int REMEMBERED = 8; // two stretches a year, for the years around now and one that is replayed

    private final ZoneRules rules;
    private final Stretch[] stretches = new Stretch[REMEMBERED];
    private Stretch last;
    private int oldest;

    LocalZone(ZoneId zone) {
        rules = zone.getRules();
        Arrays.setAll(stretches, i -> new Stretch());
        last = stretches[0];
    }

    long toEpochSecond(long localSecond) {
        if (!last.holdsLocal(localSecond)) {
            last = stretchOf(localSecond);
        }
        return localSecond - last.offsetSeconds;
    }

    /** What the wall clock shows at {@code epochSecond}, as local seconds. */
    long toLocalSecond(long epochSecond) {
        for (Stretch stretch : stretches) {
            if (epochSecond >= stretch.fromEpoch && epochSecond < stretch.toEpoch) {
                return epochSecond + stretch.offsetSeconds;
            }
        }
        return epochSecond + rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
    }

    private Stretch stretchOf(long localSecond) {
        for (Stretch stretch : stretches) {
            if (stretch.holdsLocal(localSecond)) {
                return stretch;
            }
        }
        Stretch forgotten = stretches[oldest];
        oldest = (oldest + 1) % REMEMBERED;
        find(localSecond, forgotten);
        return forgotten;
    }

    private void find(long localSecond, Stretch stretch) {
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
        stretch.from = change(before, Long.MIN_VALUE);
        stretch.to = change(after, Long.MAX_VALUE);
        stretch.fromEpoch = before == null ? Long.MIN_VALUE : before.toEpochSecond();
        stretch.toEpoch = after == null ? Long.MAX_VALUE : after.toEpochSecond();
        stretch.offsetSeconds = offset.getTotalSeconds();
    }

    private static long change(@Nullable ZoneOffsetTransition transition, long none) {
        if (transition == null) {
            return none;
        }
        long before = transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
        long after = transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
        return Math.max(before, after);
    }

    /** Local seconds {@code [from, to)}, and the same as seconds since the epoch, that have one offset. */
    private static final class Stretch {
        private long from = Long.MAX_VALUE;
        private long to = Long.MIN_VALUE;
        private long fromEpoch = Long.MAX_VALUE;
        private long toEpoch = Long.MIN_VALUE;
        private long offsetSeconds;

        boolean holdsLocal(long localSecond) {
            return localSecond >= from && localSecond < to;
        }
    }
}
