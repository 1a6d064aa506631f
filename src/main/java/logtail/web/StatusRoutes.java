package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import logtail.access.Right;

/** How the daemon fares. Whether it lives and is ready may be asked by anybody, as load balancers have no credentials. */
public record StatusRoutes(Endpoint metrics, Endpoint healthy, Endpoint ready) implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.GET, "/metrics", Right.TAIL, metrics),
                Route.forAnybody(HttpMethod.GET, "/healthz", healthy),
                Route.forAnybody(HttpMethod.GET, "/readyz", ready));
    }
}
