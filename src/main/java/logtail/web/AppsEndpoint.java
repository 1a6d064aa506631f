package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.StringWriter;
import java.time.Instant;
import logtail.catalog.AppActivity;
import logtail.catalog.AppCatalog;
import logtail.runtime.Clock;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code GET /apps}: each app with its number of events and the time of the last one, as a JSON array. */
public final class AppsEndpoint implements Endpoint {
    private static final JsonFactory JSON = new JsonFactory();

    private final AppCatalog catalog;
    private final Clock clock;

    public AppsEndpoint(AppCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public void begin(Exchange exchange) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            for (AppActivity app : catalog.list(clock.nowNs())) {
                json.writeStartObject();
                json.writeStringProperty("app", app.app());
                json.writeNumberProperty("events", app.events());
                json.writeNumberProperty("per_second", Math.round(app.perSecond() * 100) / 100.0);
                json.writeStringProperty(
                        "last_seen", Instant.ofEpochSecond(0, app.lastSeenNs()).toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        exchange.respond(
                HttpResponseStatus.OK, "application/json", text.append('\n').toString());
    }
}
