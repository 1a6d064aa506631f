package logtail.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import logtail.event.Severity;
import logtail.journal.Cursor;
import logtail.query.TailQuery.Context;
import logtail.query.TailQuery.Order;
import logtail.query.TailQuery.Range;
import org.jspecify.annotations.Nullable;

/**
 * Converts a {@link TailQuery} to and from the parameters of {@code GET /tail}. {@link #read} returns an equal query for
 * what {@link #write} wrote, and also accepts shorter forms.
 */
public final class TailQueryCodec {
    /** Every parameter of a query. */
    public static final Set<String> NAMES = Set.of(
            "app",
            "process",
            "host",
            "level",
            "filter",
            "since",
            "until",
            "by",
            "lines",
            "after",
            "before",
            "max",
            "follow",
            "reverse",
            "order",
            "window",
            "context_before",
            "context_after",
            "rate",
            "stats");

    private static final long BILLION = 1_000_000_000L;

    private TailQueryCodec() {}

    /** Passes each parameter to {@code to}; a list is passed as one parameter per element. */
    public static void write(TailQuery query, BiConsumer<String, String> to) {
        writeWhich(query.which(), to);
        writeRange(query.range(), to);
        writeOrder(query.shape().order(), to);
        writeContext(query.shape().context(), to);
        if (query.shape().rate() > 0) {
            to.accept("rate", Integer.toString(query.shape().rate()));
        }
        if (query.shape().hasStats()) {
            to.accept("stats", "1");
        }
        to.accept("follow", Boolean.toString(query.range().isFollowing()));
    }

    /** Reads a query from the parameters of a request; throws {@link BadQueryException} for an invalid one. */
    public static TailQuery read(Parameters given) {
        return new TailQueryReader(given).query();
    }

    /** Parameters of a request. */
    public interface Parameters {
        /** All values of a parameter, in order; empty when it is missing. */
        List<String> all(String name);

        /** Parses a value of {@code name} as a time, in nanoseconds since the Unix epoch; throws when it is invalid. */
        long timeNs(String name, String text);

        /**
         * Parses a cursor that a reader holds.
         *
         * @return with its id as a number, whatever the reader is shown
         * @throws IllegalArgumentException when it is none, or none of this reader
         */
        Cursor cursor(String text);

        /** Whether this cursor may be a place in the journal that is asked. */
        boolean isHere(Cursor cursor);
    }

    private static void writeWhich(TailQuery.Which which, BiConsumer<String, String> to) {
        which.apps().forEach(app -> to.accept("app", app));
        which.processes().forEach(process -> to.accept("process", process));
        which.hosts().forEach(host -> to.accept("host", host));
        if (which.isExactLevel() || which.worst() != Severity.DEBUG) {
            to.accept("level", (which.isExactLevel() ? "=" : "") + which.worst().label());
        }
        if (!which.filter().isEmpty()) {
            to.accept("filter", which.filter());
        }
    }

    private static void writeRange(Range range, BiConsumer<String, String> to) {
        @Nullable Cursor after = range.after();
        if (after != null) {
            to.accept("after", after.toString());
        }
        @Nullable Cursor before = range.before();
        if (before != null) {
            to.accept("before", before.toString());
        }
        if (range.sinceNs() != Long.MIN_VALUE) {
            to.accept("since", time(range.sinceNs()));
        }
        if (after == null || range.lines() != TailQuery.ALL) {
            to.accept("lines", range.lines() == TailQuery.ALL ? "all" : Long.toString(range.lines()));
        }
        if (range.untilNs() != Long.MAX_VALUE) {
            to.accept("until", time(range.untilNs()));
        }
        if (range.isByReceipt()) {
            to.accept("by", "received");
        }
        if (range.max() != TailQuery.ALL) {
            to.accept("max", Long.toString(range.max()));
        }
    }

    private static void writeOrder(Order order, BiConsumer<String, String> to) {
        switch (order) {
            case Order.Arrival arrival -> {}
            case Order.NewestFirst newestFirst -> to.accept("reverse", "1");
            case Order.Time time -> {
                to.accept("order", "time");
                to.accept("window", Duration.ofNanos(time.windowNs()).toMillis() + "ms");
            }
            case Order.ByField field -> to.accept("order", field.toString());
        }
    }

    private static void writeContext(Context context, BiConsumer<String, String> to) {
        if (context.before() > 0) {
            to.accept("context_before", Integer.toString(context.before()));
        }
        if (context.after() > 0) {
            to.accept("context_after", Integer.toString(context.after()));
        }
    }

    private static String time(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, BILLION), Math.floorMod(ns, BILLION))
                .toString();
    }
}
