package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import logtail.drain.Drain;
import logtail.drain.DrainException;
import logtail.drain.DrainTrial;
import logtail.drain.Drains;
import logtail.drain.ListedDrain;
import logtail.runtime.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /drains} and what is below it.
 *
 * <pre>
 *   GET    /drains                     all, as a JSON array         POST /drains          a new one
 *   GET    /drains/NAME                one                          PATCH, DELETE         changes, forgets it
 *   POST   /drains/NAME/pause, resume, test, rewind?since=1h or ?after=ID
 *   GET    /drains/NAME/dead-letters?lines=100    as NDJSON         DELETE                forgets them
 *   POST   /drains/NAME/dead-letters/replay       sends them again
 * </pre>
 *
 * Drains wait for disks and other machines, so each request is worked on by a thread of its own. What changes something is
 * refused to pages of other origins, as a browser would do it for whoever wrote them.
 */
public final class DrainsEndpoint implements Endpoint {
    /** All drains. */
    public static final String PATH = "/drains";

    private static final Logger LOG = LoggerFactory.getLogger(DrainsEndpoint.class);
    private static final long MOST_BODY_BYTES = 64 << 10;
    private static final int DEFAULT_LETTERS = 100;
    private static final int MOST_LETTERS = 10_000;

    private final Drains drains;
    private final Clock clock;

    public DrainsEndpoint(Drains drains, Clock clock) {
        this.drains = drains;
        this.clock = clock;
    }

    @Override
    public void begin(Exchange exchange) {
        if (!exchange.method().equals(HttpMethod.GET) && isOfAnotherOrigin(exchange)) {
            exchange.respond(
                    new Problem(HttpResponseStatus.FORBIDDEN, "pages of another origin may not change drains"));
            return;
        }
        exchange.readBody(new WholeBody(exchange, MOST_BODY_BYTES, body -> {
            String text = body.toString(StandardCharsets.UTF_8);
            answer(exchange, () -> route(exchange, text));
        }));
    }

    private static boolean isOfAnotherOrigin(Exchange exchange) {
        String origin = exchange.headers().get(ORIGIN);
        return origin != null
                && !origin.replaceFirst("^https?://", "")
                        .equals(exchange.headers().get(HOST, ""));
    }

    /** What to say. */
    private record Answer(HttpResponseStatus status, String mediaType, String text) {
        static Answer json(HttpResponseStatus status, String text) {
            return new Answer(status, "application/json", text);
        }

        static Answer of(ListedDrain drain) {
            return json(HttpResponseStatus.OK, DrainJson.of(drain));
        }

        static Answer of(DrainTrial.Result result) {
            return json(HttpResponseStatus.OK, DrainJson.of(result));
        }

        static Answer of(Problem problem) {
            return new Answer(problem.status(), Problem.MEDIA_TYPE, problem.json());
        }
    }

    private static void answer(Exchange exchange, Supplier<Answer> work) {
        Thread.ofVirtual().name("drains-request").start(() -> {
            Answer answer = attempt(work);
            exchange.channel()
                    .eventLoop()
                    .execute(() -> exchange.respond(answer.status(), answer.mediaType(), answer.text()));
        });
    }

    private static Answer attempt(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (BadParameterException e) {
            return Answer.of(e.problem());
        } catch (DrainException e) {
            return Answer.of(new Problem(status(e.kind()), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("at=drains.fault", e);
            return Answer.of(new Problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal fault: " + e));
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

    private Answer route(Exchange exchange, String body) {
        String[] path =
                exchange.path().substring(PATH.length()).replaceFirst("^/", "").split("/", -1);
        String name = path[0];
        String what = String.join("/", List.of(path).subList(1, path.length));
        return switch (exchange.method() + " " + (name.isEmpty() ? "" : "/NAME") + (what.isEmpty() ? "" : "/" + what)) {
            case "GET " -> Answer.json(HttpResponseStatus.OK, DrainJson.of(drains.list()));
            case "POST " -> add(exchange, body);
            case "GET /NAME" -> Answer.of(drains.get(name));
            case "PATCH /NAME" -> change(name, body);
            case "DELETE /NAME" -> {
                drains.remove(name);
                yield noContent();
            }
            case "POST /NAME/pause" -> paused(name, true);
            case "POST /NAME/resume" -> paused(name, false);
            case "POST /NAME/test" -> Answer.of(drains.test(name));
            case "POST /NAME/rewind" -> rewind(exchange, name);
            case "GET /NAME/dead-letters" -> deadLetters(exchange, name);
            case "DELETE /NAME/dead-letters" -> {
                drains.forgetDeadLetters(name);
                yield noContent();
            }
            case "POST /NAME/dead-letters/replay" -> Answer.of(drains.replay(name));
            default ->
                Answer.of(new Problem(
                        HttpResponseStatus.NOT_FOUND,
                        "nothing answers %s %s".formatted(exchange.method(), exchange.path())));
        };
    }

    private static Answer noContent() {
        return new Answer(HttpResponseStatus.OK, "application/json", "{}\n");
    }

    private Answer add(Exchange exchange, String body) {
        exchange.expectParameters(PATH, Set.of());
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
        return Answer.of(drains.get(name));
    }

    private Answer paused(String name, boolean isPaused) {
        drains.pause(name, isPaused);
        return Answer.of(drains.get(name));
    }

    private Answer rewind(Exchange exchange, String name) {
        exchange.expectParameters(PATH + "/NAME/rewind", Set.of("since", "after"));
        long behind = begin(exchange.parameter("since"), exchange.parameter("after"))
                .orElseThrow(() -> new BadParameterException("rewind takes since or after"));
        drains.move(name, behind);
        return Answer.of(drains.get(name));
    }

    /** The id behind which to begin. */
    private Optional<Long> begin(Optional<String> since, Optional<String> after) {
        return after.map(text -> id("after", text))
                .or(() -> since.map(text ->
                        text.equals("all") ? 0 : drains.before(TimeParameter.read("since", text, clock.nowNs()))));
    }

    private static long id(String name, String text) {
        try {
            long id = Long.parseLong(text);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // told below, like a negative one
        }
        throw new BadParameterException(name, text, "an event's id");
    }

    private Answer deadLetters(Exchange exchange, String name) {
        exchange.expectParameters(PATH + "/NAME/dead-letters", Set.of("lines"));
        long lines = exchange.parameter("lines").map(text -> id("lines", text)).orElse((long) DEFAULT_LETTERS);
        var text = new StringBuilder();
        drains.deadLetters(name, (int) Math.min(lines, MOST_LETTERS))
                .forEach(letter -> text.append(letter).append('\n'));
        return new Answer(HttpResponseStatus.OK, "application/x-ndjson", text.toString());
    }
}
