package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.POST;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import logtail.access.Gate;
import logtail.access.Right;
import logtail.access.TokenException;
import logtail.access.TokenJson;
import logtail.access.Tokens;

/** Routes of {@code /tokens}. Tokens are written to the disk, so each request runs on its own thread. */
public final class TokenRoutes implements Routes {
    private static final String ALL = "/tokens";
    private static final String ONE = "/tokens/{name}";
    private static final WholeBody.Limit BODY = new WholeBody.Limit(16 << 10, "the limit of a token's description");
    private static final String CLOSED =
            "it is the first token: from now on whoever sends, tails or asks needs one, over HTTP, syslog and TCP lines";

    private final Tokens tokens;
    private final Gate gate;

    /** @param gate closes with the first token */
    public TokenRoutes(Tokens tokens, Gate gate) {
        this.tokens = tokens;
        this.gate = gate;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        GET,
                        ALL,
                        Right.ADMIN,
                        exchange -> exchange.offload(() -> attempt(() -> {
                            exchange.expectParameters(ALL, Set.of());
                            return Answer.json(HttpResponseStatus.OK, TokenJson.of(tokens.list()));
                        }))),
                new Route(
                        POST,
                        ALL,
                        Right.ADMIN,
                        exchange -> WholeBody.read(exchange, BODY, body -> {
                            String text = body.toString(StandardCharsets.UTF_8);
                            exchange.offload(() -> attempt(() -> create(exchange, text)));
                        })),
                new Route(
                        DELETE,
                        ONE,
                        Right.ADMIN,
                        exchange -> WholeBody.read(
                                exchange, BODY, body -> exchange.offload(() -> attempt(() -> revoke(exchange))))));
    }

    private static Answer attempt(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (TokenException e) {
            return Answer.of(new Problem(status(e.kind()), String.valueOf(e.getMessage())));
        }
    }

    private static HttpResponseStatus status(TokenException.Kind kind) {
        return switch (kind) {
            case UNKNOWN -> HttpResponseStatus.NOT_FOUND;
            case CONFLICT -> HttpResponseStatus.CONFLICT;
            case INVALID -> HttpResponseStatus.BAD_REQUEST;
            case FAILED -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private Answer create(Exchange exchange, String body) {
        exchange.expectParameters(ALL, Set.of());
        if (!exchange.headers().get(CONTENT_TYPE, "").startsWith("application/json")) {
            throw new BadParameterException("POST /tokens takes application/json");
        }
        boolean isFirst = gate.isOpen();
        if (isFirst && !isFromThisMachine(exchange)) {
            return Answer.of(
                    new Problem(HttpResponseStatus.FORBIDDEN, "the first token is made on the machine of the daemon"));
        }
        Tokens.Issued issued = tokens.create(body);
        boolean isClosed = isFirst && !gate.isOpen();
        return Answer.json(HttpResponseStatus.CREATED, TokenJson.of(issued, isClosed ? CLOSED : ""));
    }

    /** While everybody is let in, strangers could lock everybody else out for good. */
    private static boolean isFromThisMachine(Exchange exchange) {
        return !(exchange.remote().address() instanceof InetSocketAddress remote)
                || (remote.getAddress() != null && remote.getAddress().isLoopbackAddress());
    }

    private Answer revoke(Exchange exchange) {
        exchange.expectParameters(ONE, Set.of());
        tokens.revoke(exchange.pathValue("name"));
        return Answer.json(HttpResponseStatus.OK, "{}\n");
    }
}
