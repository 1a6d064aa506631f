package logtail.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import logtail.event.Severity;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;
import logtail.journal.Cursor;
import logtail.query.TailQuery.Context;
import logtail.query.TailQuery.Order;
import logtail.query.TailQueryCodec.Parameters;
import logtail.runtime.Durations;
import org.jspecify.annotations.Nullable;

/** Reads a query from parameters; throws one {@link BadQueryException} for all mistakes. For one use. */
final class TailQueryReader {
    private static final String LEVELS = "emerg, alert, crit, error, warn, notice, info or debug, or 0 to 7";
    private static final long DEFAULT_WINDOW_NS = 500_000_000L;
    private static final Duration MAX_WINDOW = Duration.ofMinutes(1);
    private static final long DEFAULT_LINES = 100;
    private static final String ARRIVAL = "arrival";

    private final Parameters given;
    private final List<String> mistakes = new ArrayList<>();
    private @Nullable FilterSyntaxException wrongFilter;

    TailQueryReader(Parameters given) {
        this.given = given;
    }

    TailQuery query() {
        Optional<Long> since = tried(() -> time("since"), Optional.empty());
        Optional<Long> until = tried(() -> time("until"), Optional.empty());
        boolean isReversed = tried(() -> flag("reverse", false), false);
        Optional<Cursor> after = tried(() -> cursor("after"), Optional.empty());
        Optional<Cursor> before = tried(this::before, Optional.empty());
        Order order = tried(() -> order(isReversed), new Order.Arrival());
        boolean isSorted = order instanceof Order.ByField;
        boolean isFollowing = tried(() -> isFollowing(until.isPresent() || isReversed || isSorted), false);
        long lines = tried(() -> lines(since.isPresent() || after.isPresent() || isSorted), 0L);
        long max = tried(() -> count("max", TailQuery.ALL, TailQuery.MAX_LINES, "a number of events"), 0L);
        var builder = TailQuery.builder()
                .apps(names("app"))
                .processes(names("process"))
                .hosts(names("host"))
                .filter(tried(this::filter, ""))
                .sinceNs(since.orElse(Long.MIN_VALUE))
                .untilNs(until.orElse(Long.MAX_VALUE))
                .byReceipt(tried(this::isByReceipt, false))
                .lines(isSorted ? TailQuery.ALL : lines)
                .after(after.orElse(null))
                .before(before.orElse(null))
                .max(isSorted ? Math.min(lines, max) : max)
                .following(isFollowing)
                .rate(tried(() -> rate(isReversed), 0))
                .stats(tried(() -> flag("stats", false), false))
                .order(order);
        tried(() -> readLevel(builder), builder);
        tried(() -> readContext(builder, isReversed), builder);
        if (!mistakes.isEmpty()) {
            throw new BadQueryException(String.join("; ", mistakes), wrongFilter);
        }
        return builder.build();
    }

    /** What is read, or {@code otherwise} with a note of the mistake. */
    private <T> T tried(Supplier<T> read, T otherwise) {
        try {
            return read.get();
        } catch (BadQueryException e) {
            mistakes.add(String.valueOf(e.getMessage()));
            wrongFilter = e.wrongFilter().orElse(wrongFilter);
            return otherwise;
        }
    }

    private Optional<Long> time(String name) {
        return one(name).map(text -> given.timeNs(name, text));
    }

    private boolean isFollowing(boolean endsByItself) {
        boolean hasBefore = !given.all("before").isEmpty();
        boolean isFollowing = flag("follow", !endsByItself && !hasBefore);
        if (isFollowing && endsByItself) {
            throw new BadQueryException("follow=true excludes until, reverse and an order by a field");
        }
        if (isFollowing && hasBefore) {
            throw new BadQueryException("follow=true and before exclude each other");
        }
        return isFollowing;
    }

    private TailQueryBuilder readLevel(TailQueryBuilder builder) {
        one("level").ifPresent(level -> {
            if (level.startsWith("=")) {
                builder.exactly(severity(level.substring(1)));
            } else {
                builder.worst(severity(level));
            }
        });
        return builder;
    }

    private TailQueryBuilder readContext(TailQueryBuilder builder, boolean isReversed) {
        String accepted = "a number of events from 0 to " + Context.MAX;
        long before = count("context_before", 0, Context.MAX, accepted);
        long behind = count("context_after", 0, Context.MAX, accepted);
        boolean isOrdered = isReversed || !one("order").orElse(ARRIVAL).equals(ARRIVAL);
        if (isOrdered && before + behind > 0) {
            throw new BadQueryException("context_before and context_after exclude reverse and order");
        }
        if (before + behind > 0 && !given.all("before").isEmpty()) {
            throw new BadQueryException("context_before and context_after exclude before");
        }
        return builder.context((int) before, (int) behind);
    }

    /** Even thinning needs the order in which events come, and all of them as matches. */
    private int rate(boolean isReversed) {
        if (given.all("rate").isEmpty()) {
            return 0;
        }
        String accepted =
                "a number of lines a second from %d to %d".formatted(TailQuery.LEAST_RATE, TailQuery.MOST_RATE);
        long rate = count("rate", 0, TailQuery.MOST_RATE, accepted);
        if (rate < TailQuery.LEAST_RATE) {
            throw new BadQueryException("rate", one("rate").orElse(""), accepted);
        }
        if (!given.all("order").isEmpty() && !given.all("order").contains(ARRIVAL)) {
            throw new BadQueryException("rate and order exclude each other");
        }
        if (isReversed) {
            throw new BadQueryException("rate and reverse exclude each other");
        }
        if (!given.all("context_before").isEmpty()
                || !given.all("context_after").isEmpty()) {
            throw new BadQueryException("rate and context_before or context_after exclude each other");
        }
        return (int) rate;
    }

    private Order order(boolean isReversed) {
        String order = one("order").orElse(ARRIVAL);
        if (!order.equals(ARRIVAL) && isReversed) {
            throw new BadQueryException("order and reverse exclude each other");
        }
        boolean isByTime = order.equals("time");
        if (!isByTime && !order.equals(ARRIVAL)) {
            return Order.ByField.parse(order)
                    .orElseThrow(() ->
                            new BadQueryException("order", order, "arrival, time, or a field as in duration:desc"));
        }
        long windowNs = one("window").map(TailQueryReader::windowNs).orElse(DEFAULT_WINDOW_NS);
        if (isReversed) {
            return new Order.NewestFirst();
        }
        return isByTime ? new Order.Time(windowNs) : new Order.Arrival();
    }

    private static long windowNs(String text) {
        return Durations.parse(text)
                .filter(window -> window.isPositive() && window.compareTo(MAX_WINDOW) <= 0)
                .orElseThrow(() -> new BadQueryException("window", text, "a time from 1ms to 60s"))
                .toNanos();
    }

    private List<String> names(String name) {
        var names = new ArrayList<String>();
        for (String value : given.all(name)) {
            for (String glob : value.split(",", -1)) {
                names.add(glob.strip());
            }
        }
        return names;
    }

    private String filter() {
        String text = one("filter").orElse("");
        try {
            FilterParser.parse(text);
            return text;
        } catch (FilterSyntaxException e) {
            String what = text.length() > FilterParser.MAX_LENGTH
                    ? " has %d characters; it takes at most %d".formatted(text.length(), FilterParser.MAX_LENGTH)
                    : ": " + e.getMessage();
            throw new BadQueryException("parameter filter" + what, e);
        }
    }

    private boolean isByReceipt() {
        String by = one("by").orElse("time");
        if (!by.equals("time") && !by.equals("received")) {
            throw new BadQueryException("by", by, "time (the events' own, as shown) or received");
        }
        return by.equals("received");
    }

    private long lines(boolean isBounded) {
        if (one("lines").filter(lines -> lines.equals("all")).isPresent()) {
            return TailQuery.ALL;
        }
        String accepted = "all or a number from 0 to " + TailQuery.MAX_LINES;
        return count("lines", isBounded ? TailQuery.ALL : DEFAULT_LINES, TailQuery.MAX_LINES, accepted);
    }

    private Optional<Cursor> cursor(String name) {
        Optional<String> text = one(name);
        try {
            return text.map(given::cursor);
        } catch (IllegalArgumentException e) {
            throw new BadQueryException(name, text.orElse(""), "the id of an event, or JOURNAL-ID as a cursor has it");
        }
    }

    /** What is older than a place of another journal is nothing that could be shown. */
    private Optional<Cursor> before() {
        Optional<Cursor> before = cursor("before");
        if (before.isPresent() && !given.isHere(before.get())) {
            throw new BadQueryException(
                    "before", one("before").orElse(""), "the id of an event, or JOURNAL-ID, of this journal");
        }
        return before;
    }

    private boolean flag(String name, boolean otherwise) {
        String text = one(name).orElse(Boolean.toString(otherwise));
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new BadQueryException(name, text, "true or false");
        };
    }

    private long count(String name, long otherwise, long max, String accepted) {
        Optional<String> text = one(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw new BadQueryException(name, text.get(), accepted);
    }

    private Optional<String> one(String name) {
        List<String> values = given.all(name);
        if (values.size() > 1) {
            throw new BadQueryException(
                    "parameter %s is given %d times; it takes one value".formatted(name, values.size()));
        }
        return values.stream().findFirst();
    }

    private static Severity severity(String text) {
        return Severity.namedOrNumbered(text).orElseThrow(() -> new BadQueryException("level", text, LEVELS));
    }
}
