package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import logtail.access.Right;

/** Routes that accept lines. */
public record LogRoutes(Endpoint logs) implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.POST, "/logs", Right.INGEST, logs),
                new Route(HttpMethod.PUT, "/logs", Right.INGEST, logs));
    }
}
