package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.POST;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import logtail.access.DeniedException;
import logtail.access.Principal;
import logtail.access.Right;
import logtail.access.TokenException;
import logtail.access.TokenGate;
import logtail.runtime.Json;

/** Routes of {@code /session}: a token against a cookie, as a page should keep no token. */
public final class SessionRoutes implements Routes {
    private static final String PATH = "/session";
    private static final WholeBody.Limit BODY = new WholeBody.Limit(8 << 10, "the limit of a login");

    private final TokenGate gate;
    private final Reception reception;

    public SessionRoutes(TokenGate gate) {
        this.gate = gate;
        reception = new Reception(gate);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.forKnown(GET, PATH, this::tell),
                Route.forAnybody(
                        POST,
                        PATH,
                        exchange -> WholeBody.read(exchange, BODY, body -> {
                            String text = body.toString(StandardCharsets.UTF_8);
                            begin(exchange, text);
                        })),
                Route.forAnybody(
                        DELETE,
                        PATH,
                        exchange -> WholeBody.read(exchange, BODY, body -> {
                            exchange.setCookie(SessionCookie.none(exchange.isSecure()));
                            exchange.respond(Answer.noContent());
                        })));
    }

    private void tell(Exchange exchange) {
        exchange.expectParameters(PATH, Set.of());
        Principal sender = exchange.sender();
        Json session = Json.object()
                .with("name", sender.name())
                .with(
                        "rights",
                        sender.rights().stream().sorted().map(Right::word).toList());
        if (!sender.apps().isAll()) {
            session.with("apps", sender.apps().globs());
        }
        if (sender.isKnown()) {
            value(exchange)
                    .ifPresent(value ->
                            session.with("expires", gate.sessionEnd(value).toString()));
        }
        exchange.respond(Answer.json(HttpResponseStatus.OK, session + "\n"));
    }

    private static Optional<String> value(Exchange exchange) {
        try {
            return RequestCredentials.of(exchange.headers(), exchange.remote()).session();
        } catch (RequestCredentials.MalformedException e) {
            return Optional.empty();
        }
    }

    private void begin(Exchange exchange, String body) {
        exchange.expectParameters(PATH, Set.of());
        String token = token(exchange, body);
        if (gate.isOpen()) {
            exchange.respond(Answer.noContent()); // nobody needs one
            return;
        }
        exchange.pause();
        Thread.ofVirtual().name("http-request").start(() -> {
            Runnable answer = answer(exchange, token);
            exchange.channel().eventLoop().execute(answer);
        });
    }

    /** Runs on a thread of its own, as the key of sessions may have to be written; gives what is left for the event loop. */
    private Runnable answer(Exchange exchange, String token) {
        try {
            String session = gate.beginSession(token, exchange.remote().host());
            return () -> {
                exchange.setCookie(SessionCookie.of(session, exchange.isSecure()));
                exchange.respond(Answer.noContent());
            };
        } catch (DeniedException e) {
            return () -> reception.refuse(exchange, e);
        } catch (TokenException e) {
            var problem = new Problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()));
            return () -> exchange.respond(problem);
        }
    }

    private static String token(Exchange exchange, String body) {
        if (!exchange.headers().get(CONTENT_TYPE, "").startsWith("application/json")) {
            throw new BadParameterException("POST /session takes application/json: {\"token\":\"…\"}");
        }
        try {
            String token = Json.read(body).text("token");
            if (!token.isEmpty()) {
                return token.strip();
            }
        } catch (Json.MalformedException e) {
            // told below, like a missing token; its own message might show a part of one
        }
        throw new BadParameterException("POST /session takes {\"token\":\"…\"}");
    }
}
