package logtail.query;

import java.util.List;
import java.util.Optional;
import logtail.event.Severity;
import logtail.filter.SortField;
import logtail.journal.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's query; {@link TailQueryCodec} converts it to and from URL parameters. Made by {@link TailQueryBuilder}.
 *
 * @param which conditions that a match fulfils
 * @param range where in the journal to start and to end
 * @param shape order and context of delivered events
 */
public record TailQuery(Which which, Range range, Shape shape) {
    /** No limit, in place of a number. */
    public static final long ALL = Long.MAX_VALUE;

    /** The largest number of events that a query may ask for. */
    public static final long MAX_LINES = 10_000_000;

    /** The smallest rate of matches that a query may ask for. */
    public static final int LEAST_RATE = 100;

    /** The largest one. */
    public static final int MOST_RATE = 20_000;

    /**
     * Conditions that a match fulfils. An empty list of names matches all.
     *
     * @param apps names, or globs with {@code *} and {@code ?}
     * @param processes likewise; {@code web} also matches {@code web.1}
     * @param hosts likewise
     * @param worst the least severe level that matches; {@link Severity#DEBUG} for all
     * @param isExactLevel whether only {@code worst} itself matches
     * @param filter valid text of the filter language; empty for everything
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
     * Where in the journal to start and to end.
     *
     * @param sinceNs earlier events of the history do not match; {@link Long#MIN_VALUE} for no limit. While following, new
     *     events count by their receipt, so a sender whose clock is behind is not left out
     * @param untilNs events of this time or later do not match; {@link Long#MAX_VALUE} for no limit
     * @param isByReceipt whether these times are those of receipt instead of the events' own, which is what is shown
     * @param lines how many of the newest matches of the history to start with; {@link #ALL} or at most {@link #MAX_LINES};
     * @param after nothing up to this cursor matches; {@code null} for no limit
     * @param before nothing from this cursor on matches, and the query does not follow; {@code null} for no limit
     * @param max end after this many matches; {@link #ALL} for no limit
     * @param isFollowing whether to continue with new events, or to end where the journal ended when the session was opened
     */
    public record Range(
            long sinceNs,
            long untilNs,
            boolean isByReceipt,
            long lines,
            @Nullable Cursor after,
            @Nullable Cursor before,
            long max,
            boolean isFollowing) {}

    /**
     * How matches are delivered.
     *
     * @param order the order of events
     * @param context how many events around each match are delivered too
     * @param rate how many matches a second are shown, those of error and worse first; 0 for all, else from {@value #LEAST_RATE} to
     *     {@value #MOST_RATE}, in order of arrival without context
     * @param hasStats whether it is told once a second how far it has come
     */
    public record Shape(Order order, Context context, int rate, boolean hasStats) {}

    /** Order of delivery. */
    public sealed interface Order {
        /** Order of receipt, which is that of ids. */
        record Arrival() implements Order {}

        /** The newest id first; such a query does not follow. */
        record NewestFirst() implements Order {}

        /**
         * Order of the senders' timestamps. Each event is held back for the window, so that events with earlier timestamps
         * can arrive; those that arrive later still are delivered at once and marked as late.
         *
         * @param windowNs length of the window, above 0
         */
        record Time(long windowNs) implements Order {}

        /**
         * By the value of a field, as {@link logtail.filter.SortField} reads it; equal values in order of arrival. Such a query
         * does not follow, and its {@code max} is how many of the first in this order are wanted.
         *
         * @param field its name
         * @param isDescending whether the greatest comes first
         */
        record ByField(String field, boolean isDescending) implements Order {
            /** What stands behind the name of a field for the greatest first. */
            public static final String DESCENDING = ":desc";

            /** Reads {@code FIELD}, {@code FIELD:asc} and {@code FIELD:desc}; empty when the field is none. */
            public static Optional<ByField> parse(String text) {
                boolean isDescending = text.endsWith(DESCENDING);
                String field = text.replaceFirst(":(?:desc|asc)$", "");
                return SortField.isName(field) ? Optional.of(new ByField(field, isDescending)) : Optional.empty();
            }

            @Override
            public String toString() {
                return isDescending ? field + DESCENDING : field;
            }
        }
    }

    /**
     * Number of events of the same app and process delivered with a match.
     *
     * @param before how many before it, up to {@link #MAX}
     * @param after how many after it, up to {@link #MAX}
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

    /** A builder that starts with these values. */
    public TailQueryBuilder but() {
        return new TailQueryBuilder(this);
    }

    /** Whether events are ordered by the senders' timestamps. */
    public boolean isByTime() {
        return shape.order() instanceof Order.Time;
    }

    /** Whether events are ordered by a field, so that the first is known when all are. */
    public boolean isByField() {
        return shape.order() instanceof Order.ByField;
    }

    /** Whether the newest event comes first. */
    public boolean isReversed() {
        return shape.order() instanceof Order.NewestFirst;
    }
}
