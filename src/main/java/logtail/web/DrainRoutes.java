package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.PATCH;
import static io.netty.handler.codec.http.HttpMethod.POST;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import logtail.access.Right;
import logtail.drain.Drain;
import logtail.drain.DrainException;
import logtail.drain.DrainTrial;
import logtail.drain.Drains;
import logtail.drain.ListedDrain;
import logtail.journal.Cursor;
import logtail.runtime.Clock;

/**
 * Routes of {@code /drains} and below. Managing drains blocks on disks and other machines, so each request runs on its own
 * thread.
 */
public final class DrainRoutes implements Routes {
    private static final String ALL = "/drains";
    private static final String ONE = "/drains/{name}";
    private static final String LETTERS = "/drains/{name}/dead-letters";
    private static final WholeBody.Limit BODY = new WholeBody.Limit(64 << 10, "the limit of a drain's description");
    private static final int DEFAULT_LETTERS = 100;
    private static final int MOST_LETTERS = 10_000;

    private final Drains drains;
    private final Clock clock;

    public DrainRoutes(Drains drains, Clock clock) {
        this.drains = drains;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                read(ALL, exchange -> Answer.json(HttpResponseStatus.OK, DrainJson.of(drains.list()))),
                write(POST, ALL, this::add),
                read(ONE, exchange -> shown(name(exchange))),
                write(PATCH, ONE, (exchange, body) -> change(name(exchange), body)),
                write(DELETE, ONE, (exchange, body) -> done(() -> drains.remove(name(exchange)))),
                write(POST, ONE + "/pause", (exchange, body) -> paused(name(exchange), true)),
                write(POST, ONE + "/resume", (exchange, body) -> paused(name(exchange), false)),
                write(POST, ONE + "/test", (exchange, body) -> shown(drains.test(name(exchange)))),
                write(POST, ONE + "/rewind", (exchange, body) -> rewind(exchange, name(exchange))),
                read(LETTERS, exchange -> deadLetters(exchange, name(exchange))),
                write(DELETE, LETTERS, (exchange, body) -> done(() -> drains.forgetDeadLetters(name(exchange)))),
                write(POST, LETTERS + "/replay", (exchange, body) -> shown(drains.replay(name(exchange)))));
    }

    private static Route read(String pattern, Function<Exchange, Answer> work) {
        return new Route(
                GET, pattern, Right.DRAIN, exchange -> exchange.offload(() -> attempt(() -> work.apply(exchange))));
    }

    private static Route write(HttpMethod method, String pattern, BiFunction<Exchange, String, Answer> work) {
        return new Route(
                method,
                pattern,
                Right.DRAIN,
                exchange -> WholeBody.read(exchange, BODY, body -> {
                    String text = body.toString(StandardCharsets.UTF_8);
                    exchange.offload(() -> attempt(() -> work.apply(exchange, text)));
                }));
    }

    private static Answer attempt(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (DrainException e) {
            return Answer.of(new Problem(status(e.kind()), String.valueOf(e.getMessage())));
        }
    }

    private static HttpResponseStatus status(DrainException.Kind kind) {
        return switch (kind) {
            case UNKNOWN -> HttpResponseStatus.NOT_FOUND;
            case CONFLICT -> HttpResponseStatus.CONFLICT;
            case INVALID -> HttpResponseStatus.BAD_REQUEST;
            case FAILED -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static String name(Exchange exchange) {
        return exchange.pathValue("name");
    }

    private Answer shown(String name) {
        ListedDrain drain = drains.get(name);
        return Answer.json(HttpResponseStatus.OK, DrainJson.of(drain));
    }

    private static Answer shown(DrainTrial.Result result) {
        return Answer.json(HttpResponseStatus.OK, DrainJson.of(result));
    }

    private static Answer done(Runnable work) {
        work.run();
        return Answer.json(HttpResponseStatus.OK, "{}\n");
    }

    private Answer add(Exchange exchange, String body) {
        exchange.expectParameters(ALL, Set.of());
        if (!exchange.headers().get(CONTENT_TYPE, "").startsWith("application/json")) {
            throw new BadParameterException("POST /drains takes application/json");
        }
        DrainRequest request = DrainRequest.read(body);
        Drain drain = request.drain();
        long first = begin(request.since(), request.after()).orElseGet(() -> drains.before(clock.nowNs()));
        drains.add(drain, first);
        return Answer.json(HttpResponseStatus.CREATED, DrainJson.of(drains.get(drain.name())));
    }

    private Answer change(String name, String body) {
        DrainRequest request = DrainRequest.read(body);
        if (request.isDefinition()) {
            drains.change(request.changed(drains.definition(name)));
        }
        request.paused().ifPresent(isPaused -> drains.pause(name, isPaused));
        return shown(name);
    }

    private Answer paused(String name, boolean isPaused) {
        drains.pause(name, isPaused);
        return shown(name);
    }

    private Answer rewind(Exchange exchange, String name) {
        exchange.expectParameters(ONE + "/rewind", Set.of("since", "after"));
        long behind = begin(exchange.parameter("since"), exchange.parameter("after"))
                .orElseThrow(() -> new BadParameterException("rewind takes since or after"));
        drains.move(name, behind);
        return shown(name);
    }

    /** The id to start after. */
    private Optional<Long> begin(Optional<String> since, Optional<String> after) {
        return after.map(text -> drains.idOf(cursor(text)))
                .or(() -> since.map(text ->
                        text.equals("all") ? 0 : drains.before(TimeParameter.read("since", text, clock.nowNs()))));
    }

    private static Cursor cursor(String text) {
        try {
            return Cursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadParameterException("after", text, "an event's id, or JOURNAL-ID as a cursor has it");
        }
    }

    private static int lines(String text) {
        try {
            long lines = Long.parseLong(text);
            if (lines >= 0) {
                return (int) Math.min(lines, MOST_LETTERS);
            }
        } catch (NumberFormatException e) {
            // reported below, like a negative number
        }
        throw new BadParameterException("lines", text, "a number from 0 on");
    }

    private Answer deadLetters(Exchange exchange, String name) {
        exchange.expectParameters(LETTERS, Set.of("lines"));
        int lines = exchange.parameter("lines").map(DrainRoutes::lines).orElse(DEFAULT_LETTERS);
        var text = new StringBuilder();
        drains.deadLetters(name, lines).forEach(letter -> text.append(letter).append('\n'));
        return Answer.ok("application/x-ndjson", text.toString());
    }
}
