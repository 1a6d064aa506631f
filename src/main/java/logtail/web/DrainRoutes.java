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
import logtail.access.AppScope;
import logtail.access.Right;
import logtail.access.Veils;
import logtail.drain.Drain;
import logtail.drain.DrainException;
import logtail.drain.DrainTrial;
import logtail.drain.Drains;
import logtail.drain.DrainsInScope;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import logtail.journal.Place;
import logtail.runtime.Clock;
import logtail.tail.View;

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
    private final Veils veils;
    private final Clock clock;

    public DrainRoutes(Drains drains, Veils veils, Clock clock) {
        this.drains = drains;
        this.veils = veils;
        this.clock = clock;
    }

    /** One request: what its sender may see, and the drains that it may manage. */
    private record Call(Exchange exchange, View view, DrainsInScope drains, JournalId journal) {
        String name() {
            return exchange.pathValue("name");
        }

        DrainJson json() {
            return new DrainJson(view, journal);
        }

        Answer shown() {
            return Answer.json(HttpResponseStatus.OK, json().of(drains.get(name())));
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                read(
                        ALL,
                        Set.of(),
                        call -> Answer.json(
                                HttpResponseStatus.OK,
                                call.json().of(call.drains().list()))),
                write(POST, ALL, Set.of(), this::add),
                read(ONE, Set.of(), Call::shown),
                write(PATCH, ONE, Set.of(), DrainRoutes::change),
                write(
                        DELETE,
                        ONE,
                        Set.of(),
                        (call, body) -> done(() -> call.drains().remove(call.name()))),
                write(POST, ONE + "/pause", Set.of(), (call, body) -> paused(call, true)),
                write(POST, ONE + "/resume", Set.of(), (call, body) -> paused(call, false)),
                write(
                        POST,
                        ONE + "/test",
                        Set.of(),
                        (call, body) -> shown(call.drains().test(call.name()))),
                write(POST, ONE + "/rewind", Set.of("since", "after"), (call, body) -> rewind(call)),
                read(LETTERS, Set.of("lines"), DrainRoutes::deadLetters),
                write(
                        DELETE,
                        LETTERS,
                        Set.of(),
                        (call, body) -> done(() -> call.drains().forgetDeadLetters(call.name()))),
                write(
                        POST,
                        LETTERS + "/replay",
                        Set.of(),
                        (call, body) -> shown(call.drains().replay(call.name()))));
    }

    private Call call(Exchange exchange) {
        AppScope apps = exchange.sender().apps();
        return new Call(exchange, View.of(apps, veils), drains.in(apps), drains.journal());
    }

    private Route read(String pattern, Set<String> parameters, Function<Call, Answer> work) {
        return new Route(
                GET,
                pattern,
                Right.DRAIN,
                exchange -> exchange.offload(() -> attempt(() -> {
                    exchange.expectParameters(pattern, parameters);
                    return work.apply(call(exchange));
                })));
    }

    private Route write(
            HttpMethod method, String pattern, Set<String> parameters, BiFunction<Call, String, Answer> work) {
        return new Route(
                method,
                pattern,
                Right.DRAIN,
                exchange -> WholeBody.read(exchange, BODY, body -> {
                    String text = body.toString(StandardCharsets.UTF_8);
                    exchange.offload(() -> attempt(() -> {
                        exchange.expectParameters(pattern, parameters);
                        return work.apply(call(exchange), text);
                    }));
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

    private static Answer shown(DrainTrial.Result result) {
        return Answer.json(HttpResponseStatus.OK, DrainJson.of(result));
    }

    private static Answer done(Runnable work) {
        work.run();
        return Answer.json(HttpResponseStatus.OK, "{}\n");
    }

    private Answer add(Call call, String body) {
        if (!call.exchange().headers().get(CONTENT_TYPE, "").startsWith("application/json")) {
            throw new BadParameterException("POST /drains takes application/json");
        }
        DrainRequest request = DrainRequest.readNew(body);
        Drain drain = request.drain();
        Place first = begin(call, request.since(), request.after()).orElseGet(() -> drains.before(clock.nowNs()));
        call.drains().add(drain, first, request.paused().orElse(false));
        return Answer.json(
                HttpResponseStatus.CREATED, call.json().of(call.drains().get(drain.name())));
    }

    private static Answer change(Call call, String body) {
        DrainRequest request = DrainRequest.readChange(body);
        if (request.isDefinition()) {
            call.drains().change(request.changed(call.drains().definition(call.name())));
        }
        request.paused().ifPresent(isPaused -> call.drains().pause(call.name(), isPaused));
        return call.shown();
    }

    private static Answer paused(Call call, boolean isPaused) {
        call.drains().pause(call.name(), isPaused);
        return call.shown();
    }

    private Answer rewind(Call call) {
        Place behind = begin(
                        call,
                        call.exchange().parameter("since"),
                        call.exchange().parameter("after"))
                .orElseThrow(() -> new BadParameterException("rewind takes since or after"));
        call.drains().move(call.name(), behind);
        return call.shown();
    }

    /** The place to start behind. */
    private Optional<Place> begin(Call call, Optional<String> since, Optional<String> after) {
        return after.map(text -> drains.placeOf(cursor(call, text)))
                .or(() -> since.map(text -> text.equals("all")
                        ? drains.beginning()
                        : drains.before(TimeParameter.read("since", text, clock.nowNs()))));
    }

    private static Cursor cursor(Call call, String text) {
        try {
            return call.view().cursor(text, call.journal());
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

    private static Answer deadLetters(Call call) {
        int lines = call.exchange().parameter("lines").map(DrainRoutes::lines).orElse(DEFAULT_LETTERS);
        var text = new StringBuilder();
        for (String letter : call.drains().deadLetters(call.name(), lines)) {
            text.append(call.json().letter(letter)).append('\n');
        }
        return Answer.ok("application/x-ndjson", text.toString());
    }
}
