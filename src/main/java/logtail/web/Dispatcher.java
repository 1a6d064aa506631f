package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;

/**
 * Authenticates each request, refuses those of foreign pages ({@link Door}), finds its route and checks the sender's right.
 * Immutable; any event loop.
 */
final class Dispatcher {
    private final Router router;
    private final Door door;
    private final Reception reception;
    private final RouteMeter nowhere;

    Dispatcher(List<Routes> features, Door door, Gate gate, MeterRegistry metrics) {
        this.door = door;
        reception = new Reception(gate);
        router = new Router(
                features.stream().flatMap(feature -> feature.routes().stream()).toList(), metrics);
        nowhere = new RouteMeter("none", metrics);
    }

    /** Passes the request to its endpoint, or answers it with a problem. */
    void begin(Exchange exchange) {
        try {
            Optional<Router.Match> match = match(exchange);
            exchange.measureBy(match.map(found -> found.resource().meter()).orElse(nowhere));
            boolean isForAnybody = match.flatMap(found -> found.resource().route(exchange.method()))
                    .filter(Route::isForAnybody)
                    .isPresent();
            Reception.Sender sender =
                    isForAnybody ? new Reception.Sender(Principal.NOBODY, false) : reception.sender(exchange);
            exchange.admit(sender.principal(), () -> reception.stillAdmits(sender.principal()));
            if (!isForAnybody && sender.principal().equals(Principal.NOBODY)) {
                reception.refuseUnknown(exchange); // before anything tells what there is
            } else {
                pass(exchange, match, sender.isExplicit());
            }
        } catch (DeniedException e) {
            reception.refuse(exchange, e);
        }
    }

    /** Empty when there is nothing at the path, or the path is malformed: {@link #pass} tells those who may know. */
    private Optional<Router.Match> match(Exchange exchange) {
        try {
            return router.find(exchange.target().rawPath());
        } catch (BadParameterException e) {
            return Optional.empty();
        }
    }

    private void pass(Exchange exchange, Optional<Router.Match> match, boolean isExplicit) {
        try {
            Optional<Problem> refusal = door.refusal(
                    exchange.method(), exchange.version(), exchange.headers(), exchange.forwardedHost(), isExplicit);
            if (refusal.isPresent()) {
                exchange.respond(refusal.get());
            } else if (match.isPresent()) {
                begin(exchange, match.get());
            } else {
                router.find(exchange.target().rawPath()); // throws when it is malformed
                nowhere(exchange);
            }
        } catch (BadParameterException e) {
            exchange.respond(e.problem());
        }
    }

    private void nowhere(Exchange exchange) {
        String path = exchange.target().rawPath();
        if (path.equals("*") && exchange.method().equals(HttpMethod.OPTIONS)) { // of the server as a whole
            Reception.refuse(exchange, Answer.options(router.methods()));
            return;
        }
        String hint = router.near(path).map(" (did you mean %s?)"::formatted).orElse("");
        Reception.refuse(
                exchange,
                Answer.of(new Problem(
                        HttpResponseStatus.NOT_FOUND,
                        "nothing at %s%s; there are %s".formatted(path, hint, router.known()))));
    }

    private void begin(Exchange exchange, Router.Match match) {
        Resource resource = match.resource();
        Optional<Route> found = resource.route(exchange.method());
        if (found.isEmpty()) {
            Reception.refuse(
                    exchange,
                    exchange.method().equals(HttpMethod.OPTIONS)
                            ? Answer.options(resource.allowed())
                            : Answer.notAllowed(exchange.target().rawPath(), exchange.method(), resource.allowed()));
            return;
        }
        Route route = found.get();
        Optional<Right> missing =
                route.right().filter(right -> !exchange.sender().may(right));
        if (missing.isPresent()) {
            reception.countMissingRight(exchange);
            Reception.refuse(
                    exchange,
                    Answer.of(new Problem(
                            HttpResponseStatus.FORBIDDEN,
                            "this takes the right " + missing.get().word())));
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
