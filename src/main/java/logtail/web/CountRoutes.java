package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import logtail.access.Right;

/** Routes that tell of events in numbers. */
public record CountRoutes(Endpoint counts, Endpoint fields) implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.GET, "/counts", Right.TAIL, counts),
                new Route(HttpMethod.GET, "/fields", Right.TAIL, fields));
    }
}
