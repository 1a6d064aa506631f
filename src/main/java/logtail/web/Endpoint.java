package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Answers the requests of one path. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface Endpoint {
    /** The head of a request has come: answer it, or ask for its body and answer then. */
    void begin(Exchange exchange);

    /** An endpoint that is read only. */
    static Endpoint get(Endpoint endpoint) {
        return exchange -> {
            if (exchange.method().equals(HttpMethod.GET)) {
                exchange.readBody(new WithoutBody(() -> endpoint.begin(exchange), exchange));
            } else {
                exchange.respond(new Problem(
                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                        "%s takes GET, not %s".formatted(exchange.path(), exchange.method())));
            }
        };
    }

    /** Waits for the end of a request whose body nobody wants, so that the connection can be kept. */
    record WithoutBody(Runnable then, Exchange exchange) implements BodyReader {
        @Override
        public void content(ByteBuf bytes) {
            exchange.readMore();
        }

        @Override
        public void end() {
            try {
                then.run();
            } catch (BadParameterException e) {
                exchange.respond(e.problem());
            }
        }
    }
}
