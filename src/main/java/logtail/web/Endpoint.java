package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;

/** Answers the requests of one path. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface Endpoint {
    /** The head of a request has come: answer it, or ask for its body and answer then. */
    void begin(Exchange exchange);

    /** A stream to read: GET alone, as the head of a stream tells nothing. */
    static Endpoint get(Endpoint endpoint) {
        return only(List.of(HttpMethod.GET), withoutBody(endpoint));
    }

    /** A resource to read. HEAD is answered like GET; the codec leaves the content out (RFC 9110, section 9.3.2). */
    static Endpoint read(Endpoint endpoint) {
        return only(List.of(HttpMethod.GET, HttpMethod.HEAD), withoutBody(endpoint));
    }

    private static Endpoint only(List<HttpMethod> methods, Endpoint endpoint) {
        return exchange -> {
            if (methods.contains(exchange.method())) {
                endpoint.begin(exchange);
            } else {
                exchange.respondNotAllowed(methods);
            }
        };
    }

    private static Endpoint withoutBody(Endpoint endpoint) {
        return exchange -> exchange.readBody(new WithoutBody(() -> endpoint.begin(exchange), exchange));
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
