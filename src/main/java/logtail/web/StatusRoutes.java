package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import logtail.access.Right;

/** Routes for metrics, status and health. The health routes require no credentials, as load balancers have none. */
public record StatusRoutes(Endpoint metrics, Endpoint status, Endpoint healthy, Endpoint ready) implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.GET, "/metrics", Right.METRICS, metrics),
                new Route(HttpMethod.GET, "/status", Right.METRICS, status),
                Route.forAnybody(HttpMethod.GET, "/healthz", healthy),
                Route.forAnybody(HttpMethod.GET, "/readyz", ready));
    }
}
