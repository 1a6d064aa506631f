package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.List;
import logtail.catalog.AppActivity;
import logtail.catalog.AppCatalog;
import logtail.runtime.Clock;
import logtail.runtime.Json;

/** {@code GET /apps}: each app with its number of events and the time of the last one, as a JSON array. */
public final class AppsEndpoint implements Endpoint {
    private final AppCatalog catalog;
    private final Clock clock;

    public AppsEndpoint(AppCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public void begin(Exchange exchange) {
        List<Json> apps =
                catalog.list(clock.nowNs()).stream().map(AppsEndpoint::json).toList();
        exchange.respond(HttpResponseStatus.OK, "application/json", Json.of(apps) + "\n");
    }

    private static Json json(AppActivity app) {
        return Json.object()
                .with("app", app.app())
                .with("events", app.events())
                .with("per_second", Math.round(app.perSecond() * 100) / 100.0)
                .with("last_seen", Instant.ofEpochSecond(0, app.lastSeenNs()).toString());
    }
}
