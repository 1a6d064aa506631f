package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import logtail.access.Credentials;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;

/**
 * Authenticates each request, refuses those of foreign pages ({@link Door}), finds its route and checks the sender's right.
 * Immutable; any event loop.
 */
final class Dispatcher {
    private final Router router;
    private final Door door;
    private final Gate gate;
    private final RouteMeter nowhere;

    Dispatcher(List<Routes> features, Door door, Gate gate, MeterRegistry metrics) {
        this.door = door;
        this.gate = gate;
        router = new Router(
                features.stream().flatMap(feature -> feature.routes().stream()).toList(), metrics);
        nowhere = new RouteMeter("none", metrics);
    }

    /** Passes the request to its endpoint, or answers it with a problem. */
    void begin(Exchange exchange) {
        try {
            Optional<Router.Match> match = router.find(exchange.target().rawPath());
            exchange.measureBy(match.map(found -> found.resource().meter()).orElse(nowhere));
            Principal sender = gate.admit(Credentials.none(exchange.remote().host()));
            exchange.admit(sender);
            Optional<Problem> refusal = door.refusal(
                    exchange.method(),
                    exchange.version(),
                    exchange.headers(),
                    exchange.forwardedHost(),
                    sender.isKnown());
            if (refusal.isPresent()) {
                exchange.respond(refusal.get());
            } else if (match.isPresent()) {
                begin(exchange, match.get());
            } else {
                nowhere(exchange);
            }
        } catch (BadParameterException e) {
            exchange.respond(e.problem());
        } catch (DeniedException e) {
            exchange.respond(Answer.unauthorized(String.valueOf(e.getMessage())));
        }
    }

    private void nowhere(Exchange exchange) {
        String path = exchange.target().rawPath();
        if (path.equals("*") && exchange.method().equals(HttpMethod.OPTIONS)) { // of the server as a whole
            refuse(exchange, Answer.options(router.methods()));
            return;
        }
        String hint = router.near(path).map(" (did you mean %s?)"::formatted).orElse("");
        refuse(
                exchange,
                Answer.of(new Problem(
                        HttpResponseStatus.NOT_FOUND,
                        "nothing at %s%s; there are %s".formatted(path, hint, router.known()))));
    }

    /** Answers; the connection goes on when no body follows that nobody would read. */
    private static void refuse(Exchange exchange, Answer answer) {
        if (exchange.announcedBytes() == 0) {
            exchange.readBody(new WithoutBody(() -> exchange.respond(answer), exchange));
        } else {
            exchange.respond(answer);
        }
    }

    private static void begin(Exchange exchange, Router.Match match) {
        Resource resource = match.resource();
        Optional<Route> found = resource.route(exchange.method());
        if (found.isEmpty()) {
            refuse(
                    exchange,
                    exchange.method().equals(HttpMethod.OPTIONS)
                            ? Answer.options(resource.allowed())
                            : Answer.notAllowed(exchange.target().rawPath(), exchange.method(), resource.allowed()));
            return;
        }
        Route route = found.get();
        Optional<String> missing = route.right()
                .filter(right -> !exchange.sender().may(right))
                .map(right ->
                        "%s lacks the right %s".formatted(exchange.sender().name(), right.word()));
        if (missing.isPresent()) {
            exchange.respond(new Problem(HttpResponseStatus.FORBIDDEN, missing.get()));
            return;
        }
        exchange.matched(match.values());
        if (route.method().equals(HttpMethod.GET)) {
            exchange.readBody(new WithoutBody(() -> route.endpoint().begin(exchange), exchange));
        } else {
            route.endpoint().begin(exchange);
        }
    }
}
