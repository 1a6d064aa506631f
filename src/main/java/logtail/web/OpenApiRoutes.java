package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * {@code GET /openapi.yaml}: all routes described for programs (OpenAPI 3.1), as {@code application/yaml} (RFC 9512). For anybody,
 * as it is the same for every daemon of a version. Any thread.
 */
public final class OpenApiRoutes implements Routes {
    private static final String PATH = "/openapi.yaml";
    private static final String FILE = "openapi.yaml";

    private final Answer document = Answer.ok("application/yaml", read());

    @Override
    public List<Route> routes() {
        return List.of(Route.forAnybody(HttpMethod.GET, PATH, exchange -> {
            exchange.expectParameters(PATH, Set.of());
            exchange.respond(document);
        }));
    }

    private static String read() {
        try (var file = Objects.requireNonNull(OpenApiRoutes.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
