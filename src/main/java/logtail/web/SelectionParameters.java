package logtail.web;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import logtail.journal.Cursor;
import logtail.query.BadQueryException;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import logtail.runtime.Durations;

/** Reads which events a request is about, in the words of {@code GET /tail}: those of a time with two ends. */
final class SelectionParameters implements TailQueryCodec.Parameters {
    private static final Set<String> NAMES = Set.of("app", "process", "host", "level", "filter", "since", "until");
    private static final String CLOCK = "clock";
    private static final String ZONE = "tz";
    private static final Duration SPAN = Duration.ofMinutes(15);

    private final Exchange exchange;
    private final long nowNs;
    private ZoneId zone = ZoneId.systemDefault();

    /** @param own the other parameters of the route */
    SelectionParameters(Exchange exchange, String route, Set<String> own, long nowNs) {
        this.exchange = exchange;
        this.nowNs = nowNs;
        var known = new HashSet<>(own);
        known.addAll(NAMES);
        known.addAll(Set.of(CLOCK, ZONE));
        exchange.expectParameters(route, known);
    }

    /** The selection; from fifteen minutes before its end, and until now, unless the request says otherwise. */
    TailQuery query() {
        String clock = exchange.parameter(CLOCK).orElse("received");
        if (!clock.equals("received") && !clock.equals("time")) {
            throw new BadParameterException(CLOCK, clock, "received or time (the events' own, as shown)");
        }
        zone = exchange.parameter(ZONE)
                .map(text -> TimeParameter.zone(ZONE, text))
                .orElseGet(ZoneId::systemDefault);
        try {
            return withEnds(TailQueryCodec.read(this));
        } catch (BadQueryException e) {
            Problem problem = Problem.badRequest(String.valueOf(e.getMessage()));
            throw new BadParameterException(e.wrongFilter()
                    .map(wrong -> FilterEndpoint.withPlace(problem, "filter", wrong))
                    .orElse(problem));
        }
    }

    /** A length of time up to {@code most}. */
    Duration duration(String name, Duration otherwise, Duration least, Duration most) {
        Optional<String> text = exchange.parameter(name);
        return text.map(given -> Durations.parse(given)
                        .filter(length -> length.compareTo(least) >= 0 && length.compareTo(most) <= 0)
                        .orElseThrow(() -> new BadParameterException(
                                name,
                                given,
                                "a time from %s to %s".formatted(Durations.shown(least), Durations.shown(most)))))
                .orElse(otherwise);
    }

    /** A whole number from 1 to {@code most}. */
    int number(String name, int otherwise, int most) {
        Optional<String> text = exchange.parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new BadParameterException(name, text.get(), "a number from 1 to " + most);
    }

    private TailQuery withEnds(TailQuery given) {
        long untilNs = given.range().untilNs() == Long.MAX_VALUE
                ? nowNs
                : given.range().untilNs();
        long sinceNs = given.range().sinceNs() == Long.MIN_VALUE
                ? untilNs - SPAN.toNanos()
                : given.range().sinceNs();
        if (sinceNs >= untilNs) {
            throw new BadParameterException("since is %s and until %s; since has to be the earlier one"
                    .formatted(Times.text(sinceNs), Times.text(untilNs)));
        }
        return given.but().sinceNs(sinceNs).untilNs(untilNs).build();
    }

    @Override
    public List<String> all(String name) {
        return switch (name) {
            case "by" -> List.of(exchange.parameter(CLOCK).orElse("received"));
            case "follow" -> List.of("false");
            case "lines" -> List.of("all");
            default -> NAMES.contains(name) ? exchange.parameters(name) : List.of();
        };
    }

    @Override
    public Cursor cursor(String text) {
        throw new IllegalArgumentException(text);
    }

    @Override
    public boolean isHere(Cursor cursor) {
        throw new IllegalArgumentException(cursor.toString());
    }

    @Override
    public long timeNs(String name, String text) {
        try {
            return TimeParameter.read(name, text, nowNs, zone);
        } catch (BadParameterException e) {
            throw new BadQueryException(String.valueOf(e.getMessage()));
        }
    }
}
