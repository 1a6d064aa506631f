package logtail.query;

import java.util.List;
import logtail.event.Severity;
import logtail.journal.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber wants to see, as values that have a form in a URL ({@link TailQueryCodec}). Made by {@link
 * TailQueryBuilder}.
 *
 * @param which what an event must have to be selected
 * @param range where in the journal to begin and to end
 * @param shape in which order events are shown, and with what around them
 */
public record TailQuery(Which which, Range range, Shape shape) {
    /** No bound, where a number is asked for. */
    public static final long ALL = Long.MAX_VALUE;

    /** The largest number of events that can be asked for. */
    public static final long MAX_LINES = 10_000_000;

    /**
     * What an event must have to be selected. Empty lists of names want all.
     *
     * @param apps names, or globs with {@code *} and {@code ?}
     * @param processes likewise; {@code web} also means {@code web.1}
     * @param hosts likewise
     * @param worst the least severe level wanted; {@link Severity#DEBUG} wants all
     * @param isExactLevel whether only {@code worst} itself is wanted
     * @param filter in the filter language, sound; empty for everything
     */
    public record Which(
            List<String> apps,
            List<String> processes,
            List<String> hosts,
            Severity worst,
            boolean isExactLevel,
            String filter) {
        /** Everything. */
        public static final Which ALL = new Which(List.of(), List.of(), List.of(), Severity.DEBUG, false, "");

        public Which {
            apps = List.copyOf(apps);
            processes = List.copyOf(processes);
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * Where in the journal to begin and to end.
     *
     * @param sinceNs earlier events are not wanted; {@link Long#MIN_VALUE} wants all. Time is that of receipt, or, when they
     *     are ordered by time, the sender's
     * @param untilNs events of this time or later are not wanted; {@link Long#MAX_VALUE} wants all
     * @param lines how many of the selected events already there to begin with; {@link #ALL} or at most {@link #MAX_LINES};
     *     always {@link #ALL} behind a cursor
     * @param after begin behind this place, or {@code null} to begin by {@code lines}
     * @param max ends after so many events; {@link #ALL} for no end
     * @param isFollowing whether to go on with new events, or to end where the journal ended on arrival
     */
    public record Range(
            long sinceNs,
            long untilNs,
            long lines,
            @Nullable Cursor after,
            long max,
            boolean isFollowing) {
        public Range {
            lines = after == null ? lines : ALL;
        }
    }

    /**
     * How what is selected is shown.
     *
     * @param order in which order
     * @param context how many events around each selected one are shown too
     */
    public record Shape(Order order, Context context) {}

    /** In which order events are shown. */
    public sealed interface Order {
        /** As they were taken: the order of ids. */
        record Arrival() implements Order {}

        /** The newest id first; such a query does not follow. */
        record NewestFirst() implements Order {}

        /**
         * By the time that their senders gave them. Each is held back for a while, so that others with earlier times may
         * come; what comes later still is shown at once and marked as late.
         *
         * @param windowNs how long, above 0
         */
        record Time(long windowNs) implements Order {}
    }

    /**
     * Events of the same app and process that are shown with a selected one.
     *
     * @param before how many before it, up to {@link #MAX}
     * @param after how many behind it, up to {@link #MAX}
     */
    public record Context(int before, int after) {
        public static final int MAX = 1_000;
        public static final Context NONE = new Context(0, 0);

        /** Whether there is any. */
        public boolean isWanted() {
            return before + after > 0;
        }
    }

    public static TailQueryBuilder builder() {
        return new TailQueryBuilder();
    }

    /** A builder that begins with these values. */
    public TailQueryBuilder but() {
        return new TailQueryBuilder(this);
    }

    /** Whether times are those that the senders gave. */
    public boolean isByTime() {
        return shape.order() instanceof Order.Time;
    }

    /** Whether the newest is shown first. */
    public boolean isReversed() {
        return shape.order() instanceof Order.NewestFirst;
    }
}
