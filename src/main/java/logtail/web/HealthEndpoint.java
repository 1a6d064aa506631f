package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /healthz} and {@code GET /readyz}: 200 {@code ok}, or 503 with the reason. Healthy means that the process
 * answers; ready means that it accepts lines.
 */
public final class HealthEndpoint implements Endpoint {
    private final Supplier<Optional<String>> trouble;

    /** Answers 503 while {@code trouble}, called on an event loop, returns a reason. */
    public HealthEndpoint(Supplier<Optional<String>> trouble) {
        this.trouble = trouble;
    }

    @Override
    public void begin(Exchange exchange) {
        trouble.get()
                .ifPresentOrElse(
                        why -> exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, why)),
                        () -> exchange.respond(HttpResponseStatus.OK, "text/plain; charset=utf-8", "ok\n"));
    }
}
