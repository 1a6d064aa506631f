package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import logtail.access.Right;

/** Routes that read events and statistics of their senders, and one that explains filters of events. */
public record TailRoutes(Endpoint tail, Endpoint event, Endpoint apps) implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.GET, "/tail", Right.TAIL, tail),
                new Route(HttpMethod.GET, "/events/{id}", Right.TAIL, event),
                new Route(HttpMethod.GET, "/filter", Right.TAIL, new FilterEndpoint()),
                new Route(HttpMethod.GET, "/apps", Right.TAIL, apps));
    }
}
