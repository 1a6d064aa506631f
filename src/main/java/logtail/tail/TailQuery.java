package logtail.tail;

import java.util.List;
import logtail.event.Severity;
import logtail.filter.Filter;

/**
 * What one subscriber wants to see. Empty lists of names want all.
 *
 * @param worst the least severe level wanted; {@link Severity#DEBUG} wants all
 * @param isExactLevel whether only {@code worst} itself is wanted
 * @param sinceNs earlier events are not wanted; {@link Long#MIN_VALUE} wants all. Time is that of receipt, or, when they are
 *     ordered by time, the sender's
 * @param untilNs events of this time or later are not wanted; {@link Long#MAX_VALUE} wants all
 * @param lines how many of the selected events already there to begin with; {@link #ALL} or at most {@link #MAX_LINES}
 * @param after begin behind the event with this id, whatever {@code lines} says; {@link #NO_CURSOR} for none
 * @param max ends after so many events; {@link #ALL} for no end
 * @param isFollowing whether to go on with new events, or to end where the journal ended on arrival
 * @param order in which order events are shown
 * @param context how many events around each selected one are shown too
 */
public record TailQuery(
        List<NameGlob> apps,
        List<NameGlob> processes,
        List<NameGlob> hosts,
        Severity worst,
        boolean isExactLevel,
        Filter filter,
        long sinceNs,
        long untilNs,
        long lines,
        long after,
        long max,
        boolean isFollowing,
        Order order,
        Context context) {
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
     * @param isBehindCursorOnly whether a reader that resumes has seen what lies before its cursor, and needs it not again
     */
    public record Context(int before, int after, boolean isBehindCursorOnly) {
        public static final int MAX = 1_000;
        public static final Context NONE = new Context(0, 0, true);
    }

    public static final long ALL = Long.MAX_VALUE;
    public static final long MAX_LINES = 10_000_000;
    public static final long NO_CURSOR = -1;

    public TailQuery {
        apps = List.copyOf(apps);
        processes = List.copyOf(processes);
        hosts = List.copyOf(hosts);
    }

    /** Whether times are those that the senders gave. */
    boolean isByTime() {
        return order instanceof Order.Time;
    }
}
