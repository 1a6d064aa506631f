package logtail.cli.tail;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.journal.Cursor;
import logtail.query.TailQuery;
import logtail.query.TailQuery.Order;
import logtail.runtime.Durations;
import org.jspecify.annotations.Nullable;

/** Converts the arguments of a tail to a {@link TailQuery}; checks every value. */
final class QueryArguments {
    private static final String ARRIVAL = "arrival";
    private static final String TIME = "time";
    private static final String ALL = "all";
    private static final long DEFAULT_LINES = 100;
    private static final Duration DEFAULT_WINDOW = Duration.ofMillis(500);
    private static final int MOST_DIGITS = 18;

    private QueryArguments() {}

    /** @param zone time zone of times without one */
    static TailQuery resolve(LogtailCommand typed, Surroundings around, ZoneId zone) {
        WhenArguments when = typed.when;
        checkFollow(when);
        checkOrder(when);
        SelectedTimes times = SelectedTimes.resolve(when.since, when.until, around, zone);
        String appVariable = typed.stdin ? "" : around.env("LOGTAIL_APP");
        @Nullable Cursor after = after(when);
        boolean isResuming = after != null && when.cursor != null; // then -S and -n were for the first run
        boolean isBounded = when.since != null || typed.stdin || after != null;
        Order order = order(when);
        boolean isSorted = order instanceof Order.ByField;
        long lines = when.lines != null ? lines(when.lines) : isBounded || isSorted ? TailQuery.ALL : DEFAULT_LINES;
        long max = when.max == null ? TailQuery.ALL : max(when.max);
        var query = TailQuery.builder()
                .sinceNs(isResuming ? Long.MIN_VALUE : times.sinceNs())
                .untilNs(times.untilNs())
                .byReceipt(isByReceipt(when))
                .lines(isResuming || isSorted ? TailQuery.ALL : lines)
                .after(after)
                .max(isSorted ? Math.min(lines, max) : max)
                .following(!when.noFollow && when.until == null && !when.reverse && !isSorted)
                .order(order);
        SelectedLines.select(typed.which, typed.query, appVariable, query);
        String context = when.context == null ? "0" : when.context;
        return query.context(
                        count("--before-context", when.contextBefore == null ? context : when.contextBefore),
                        count("--after-context", when.contextAfter == null ? context : when.contextAfter))
                .build();
    }

    private static void checkFollow(WhenArguments when) {
        if (!when.follow && !when.followRetrying) {
            return;
        }
        if (when.noFollow) {
            throw new UsageException("--follow and --no-follow exclude each other");
        }
        if (when.until != null) {
            throw new UsageException("--follow and --until exclude each other: what ends cannot be followed");
        }
        if (when.order != null && !isLive(when.order)) {
            throw new UsageException("--follow and --order " + when.order
                    + " exclude each other: which line comes first is known when all are there");
        }
        if (when.reverse) {
            throw new UsageException(
                    "--follow and --reverse exclude each other: the newest line cannot come first and last");
        }
    }

    /** Whether lines can be shown in this order as they come. */
    private static boolean isLive(String order) {
        return order.equalsIgnoreCase(ARRIVAL) || order.equalsIgnoreCase(TIME);
    }

    private static void checkOrder(WhenArguments when) {
        boolean isOrdered = when.order != null && !when.order.equalsIgnoreCase(ARRIVAL);
        boolean hasContext = when.context != null || when.contextBefore != null || when.contextAfter != null;
        if (isOrdered && when.reverse) {
            throw new UsageException("--order " + when.order
                    + " and --reverse exclude each other: newest first is the order of arrival");
        }
        if (hasContext && (isOrdered || when.reverse)) {
            throw new UsageException("-A, -B and -C need the order of arrival: they exclude --reverse and --order "
                    + (isOrdered ? when.order : "time"));
        }
        if (when.cursor == null) {
            return;
        }
        if (when.after != null) {
            throw new UsageException("--cursor and --after exclude each other: both say where to begin");
        }
        if (when.reverse) {
            throw new UsageException(
                    "--cursor and --reverse exclude each other: there is no going on from the newest line");
        }
        if (isOrdered) {
            throw new UsageException("--cursor and --order " + when.order
                    + " exclude each other: in that order no id has all others behind it");
        }
    }

    private static @Nullable Cursor after(WhenArguments when) {
        if (when.cursor != null) {
            return CursorFile.read(when.cursor).orElse(null);
        }
        if (when.after == null) {
            return null;
        }
        try {
            return Cursor.parseAny(when.after);
        } catch (IllegalArgumentException e) {
            throw new BadValueException("--after", when.after, "the id of a line, or what a cursor file holds");
        }
    }

    private static boolean isByReceipt(WhenArguments when) {
        String by = when.by == null ? "time" : when.by.toLowerCase(Locale.ROOT);
        if (!by.equals("time") && !by.equals("received")) {
            throw new BadValueException("--by", by, "time (the lines' own, as shown), received");
        }
        if (when.by != null && when.since == null && when.until == null) {
            throw new UsageException("--by needs --since or --until: it says which times they mean");
        }
        return by.equals("received");
    }

    private static long lines(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        String accepted = "a number of lines, 0 for new ones only, or all";
        return lower.equals(ALL) ? TailQuery.ALL : Long.parseLong(number("--lines", lower, accepted));
    }

    private static long max(String value) {
        long max = Long.parseLong(number("--max-count", value, "a number of lines, from 1"));
        if (max == 0) {
            throw new BadValueException("--max-count", value, "a number of lines, from 1");
        }
        return max;
    }

    private static int count(String option, String value) {
        return (int) Math.min(Integer.MAX_VALUE / 2, Long.parseLong(number(option, value, "a number of lines")));
    }

    private static String number(String option, String value, String accepted) {
        if (value.length() > MOST_DIGITS || !value.matches("\\d+")) {
            throw new BadValueException(option, value, accepted);
        }
        return value;
    }

    private static Order order(WhenArguments when) {
        String given = when.order == null ? ARRIVAL : when.order;
        boolean isByTime = given.equalsIgnoreCase(TIME);
        if (!isByTime && when.window != null) {
            throw new UsageException("--window needs --order time: in another order nothing waits");
        }
        if (when.reverse) {
            return new Order.NewestFirst();
        }
        if (isByTime) {
            return new Order.Time(windowNs(when.window));
        }
        return given.equalsIgnoreCase(ARRIVAL)
                ? new Order.Arrival()
                : Order.ByField.parse(given)
                        .orElseThrow(() -> new BadValueException(
                                "--order", given, "arrival, time, or a field as in status or duration:desc"));
    }

    private static long windowNs(@Nullable String window) {
        Duration given = window == null
                ? DEFAULT_WINDOW
                : Durations.parse(window.strip())
                        .orElseThrow(() -> new BadValueException("--window", window, "a span, as in 500ms or 2s"));
        return given.compareTo(Duration.ofDays(1)) < 0
                ? given.toNanos()
                : Duration.ofDays(1).toNanos();
    }
}
