package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import logtail.access.Right;

/** Routes for metrics and health. The health routes require no credentials, as load balancers have none. */
public record StatusRoutes(Endpoint metrics, Endpoint healthy, Endpoint ready) implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.GET, "/metrics", Right.METRICS, metrics),
                Route.forAnybody(HttpMethod.GET, "/healthz", healthy),
                Route.forAnybody(HttpMethod.GET, "/readyz", ready));
    }
}
