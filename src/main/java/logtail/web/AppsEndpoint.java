package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import logtail.catalog.AppActivity;
import logtail.catalog.AppCatalog;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.Clock;
import logtail.runtime.Json;
import logtail.tail.View;

/** {@code GET /apps}: each app with its number of events and the time of the last one, as a JSON array. */
public final class AppsEndpoint implements Endpoint {
    private final AppCatalog catalog;
    private final TailEndpoint tails;
    private final VisibleApps visible;
    private final Clock clock;

    public AppsEndpoint(AppCatalog catalog, TailEndpoint tails, Clock clock) {
        this.catalog = catalog;
        this.tails = tails;
        visible = tails.apps();
        this.clock = clock;
    }

    @Override
    public void begin(Exchange exchange) {
        exchange.expectParameters("/apps", Set.of());
        View view = tails.view(exchange);
        if (view.isLimited()) {
            exchange.offload(() -> counted(view));
        } else {
            exchange.respond(answer(catalog.list(clock.nowNs())));
        }
    }

    /** What cannot be read may be of others, so no place is named. */
    private Answer counted(View view) {
        try {
            return answer(visible.list(view, clock.nowNs()));
        } catch (JournalUnreadableException e) {
            return Answer.of(new Problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the journal cannot be read"));
        }
    }

    private static Answer answer(List<AppActivity> activity) {
        List<Json> apps = activity.stream().map(AppsEndpoint::json).toList();
        return Answer.json(HttpResponseStatus.OK, Json.of(apps) + "\n");
    }

    private static Json json(AppActivity app) {
        return Json.object()
                .with("app", app.app())
                .with("events", app.events())
                .with("per_second", Math.round(app.perSecond() * 100) / 100.0)
                .with("last_seen", Instant.ofEpochSecond(0, app.lastSeenNs()).toString());
    }
}
