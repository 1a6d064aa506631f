package logtail.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import logtail.event.Severity;
import logtail.filter.Filter;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;
import logtail.tail.NameGlob;
import logtail.tail.TailQuery;

/** Reads the parameters of {@code GET /tail}; every mistake is a {@link BadParameterException}. */
final class TailParameters {
    static final String LEVELS = "emerg, alert, crit, error, warn, notice, info or debug";

    private static final Set<String> NAMES = Set.of(
            "app",
            "process",
            "host",
            "level",
            "filter",
            "since",
            "until",
            "lines",
            "after",
            "max",
            "follow",
            "reverse",
            "order",
            "window",
            "context_before",
            "context_after",
            "heartbeat");
    private static final Duration DEFAULT_WINDOW = Duration.ofMillis(500);
    private static final Duration MAX_WINDOW = Duration.ofMinutes(1);
    private static final long DEFAULT_LINES = 100;
    private static final int MAX_FILTER_LENGTH = 4096;
    private static final Pattern WINDOW = Pattern.compile("(\\d{1,6})(ms|s)");

    private final Exchange exchange;
    private final long nowNs;

    TailParameters(Exchange exchange, long nowNs) {
        this.exchange = exchange;
        this.nowNs = nowNs;
        exchange.expectParameters("/tail", NAMES);
    }

    TailQuery query() {
        Optional<String> level = exchange.parameter("level");
        boolean isExactLevel = level.orElse("").startsWith("=");
        Optional<Long> since = exchange.parameter("since").map(text -> TimeParameter.read("since", text, nowNs));
        Optional<Long> until = exchange.parameter("until").map(text -> TimeParameter.read("until", text, nowNs));
        boolean isReversed = flag("reverse", false);
        boolean endsByItself = until.isPresent() || isReversed;
        boolean isFollowing = flag("follow", !endsByItself);
        if (isFollowing && endsByItself) {
            throw new BadParameterException("follow=true excludes until and reverse");
        }
        return new TailQuery(
                globs("app"),
                globs("process"),
                globs("host"),
                level.map(text -> isExactLevel ? text.substring(1) : text)
                        .map(TailParameters::severity)
                        .orElse(Severity.DEBUG),
                isExactLevel,
                filter(),
                since.orElse(Long.MIN_VALUE),
                until.orElse(Long.MAX_VALUE),
                lines(since.isPresent()),
                after(),
                exchange.parameter("max")
                        .map(text -> number("max", text, TailQuery.MAX_LINES, "a number of events"))
                        .orElse(TailQuery.ALL),
                isFollowing,
                order(isReversed),
                context(isReversed));
    }

    private TailQuery.Order order(boolean isReversed) {
        String order = exchange.parameter("order").orElse("arrival");
        boolean isByTime = order.equals("time");
        if (!isByTime && !order.equals("arrival")) {
            throw new BadParameterException("order", order, "arrival or time");
        }
        if (isByTime && isReversed) {
            throw new BadParameterException("order=time and reverse exclude each other");
        }
        Duration window =
                exchange.parameter("window").map(TailParameters::window).orElse(DEFAULT_WINDOW);
        if (isReversed) {
            return new TailQuery.Order.NewestFirst();
        }
        return isByTime ? new TailQuery.Order.Time(window.toNanos()) : new TailQuery.Order.Arrival();
    }

    private TailQuery.Context context(boolean isReversed) {
        String accepted = "a number of events from 0 to " + TailQuery.Context.MAX;
        int before = exchange.parameter("context_before")
                .map(text -> (int) number("context_before", text, TailQuery.Context.MAX, accepted))
                .orElse(0);
        int after = exchange.parameter("context_after")
                .map(text -> (int) number("context_after", text, TailQuery.Context.MAX, accepted))
                .orElse(0);
        boolean isOrdered = isReversed || exchange.parameter("order").orElse("").equals("time");
        if (isOrdered && before + after > 0) {
            throw new BadParameterException("context_before and context_after exclude reverse and order=time");
        }
        return before + after == 0 ? TailQuery.Context.NONE : new TailQuery.Context(before, after, true);
    }

    private static Duration window(String text) {
        var window = WINDOW.matcher(text);
        if (window.matches()) {
            long amount = Long.parseLong(window.group(1));
            Duration given = window.group(2).equals("ms") ? Duration.ofMillis(amount) : Duration.ofSeconds(amount);
            if (given.isPositive() && given.compareTo(MAX_WINDOW) <= 0) {
                return given;
            }
        }
        throw new BadParameterException("window", text, "a time from 1ms to 60s");
    }

    boolean wantsHeartbeat() {
        return flag("heartbeat", false);
    }

    private List<NameGlob> globs(String name) {
        var globs = new ArrayList<NameGlob>();
        for (String value : exchange.parameters(name)) {
            for (String glob : value.split(",", -1)) {
                globs.add(new NameGlob(glob.strip()));
            }
        }
        return globs;
    }

    private Filter filter() {
        String text = exchange.parameter("filter").orElse("");
        if (text.length() > MAX_FILTER_LENGTH) {
            throw new BadParameterException("parameter filter has %d characters; it takes at most %d"
                    .formatted(text.length(), MAX_FILTER_LENGTH));
        }
        try {
            return FilterParser.parse(text);
        } catch (FilterSyntaxException e) {
            throw new BadParameterException("parameter filter: " + e.getMessage());
        }
    }

    private long lines(boolean isBoundedByTime) {
        Optional<String> lines = exchange.parameter("lines");
        if (lines.isEmpty()) {
            return isBoundedByTime ? TailQuery.ALL : DEFAULT_LINES;
        }
        String accepted = "all or a number from 0 to " + TailQuery.MAX_LINES;
        return lines.get().equals("all") ? TailQuery.ALL : number("lines", lines.get(), TailQuery.MAX_LINES, accepted);
    }

    /** {@code Last-Event-ID} is what a browser sends by itself when it connects again, so it is the newer one. */
    private long after() {
        Optional<String> lastSeen =
                Optional.ofNullable(exchange.headers().get("Last-Event-ID")).filter(id -> !id.isEmpty());
        return lastSeen.or(() -> exchange.parameter("after"))
                .map(id -> number("after", id, Long.MAX_VALUE, "the id of an event"))
                .orElse(TailQuery.NO_CURSOR);
    }

    private boolean flag(String name, boolean otherwise) {
        return switch (exchange.parameter(name).orElse(Boolean.toString(otherwise))) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw new BadParameterException(name, exchange.parameter(name).orElse(""), "true or false");
        };
    }

    private static long number(String name, String text, long max, String accepted) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw new BadParameterException(name, text, accepted);
    }

    private static Severity severity(String text) {
        return Severity.named(text).orElseThrow(() -> new BadParameterException("level", text, LEVELS));
    }
}
