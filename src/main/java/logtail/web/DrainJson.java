package logtail.web;

import java.util.List;
import java.util.Locale;
import logtail.drain.DrainStatus;
import logtail.drain.DrainTrial;
import logtail.drain.ListedDrain;
import logtail.runtime.Json;

/** Writes drains as JSON. */
final class DrainJson {
    private DrainJson() {}

    static String of(List<ListedDrain> drains) {
        return line(Json.of(drains.stream().map(DrainJson::json).toList()));
    }

    static String of(ListedDrain drain) {
        return line(json(drain));
    }

    static String of(DrainTrial.Result result) {
        return line(Json.object()
                .with("ok", result.isGood())
                .with("taken", result.taken())
                .with("message", result.message())
                .with("took_ms", result.tookMs()));
    }

    private static String line(Json json) {
        return json + "\n";
    }

    private static Json json(ListedDrain drain) {
        DrainStatus status = drain.status();
        return Json.object()
                .with("name", drain.name())
                .with("url", drain.url())
                .with("filter", drain.filter())
                .with("options", drain.options())
                .with("declared", drain.isDeclared())
                .with("state", status.state().name().toLowerCase(Locale.ROOT))
                .with("accepted", Long.toString(status.accepted()))
                .with("lag_events", status.lagEvents())
                .with("lag_seconds", Math.round(status.lagSeconds() * 1000) / 1000.0)
                .with("sent", status.sent())
                .with("resent", status.resent())
                .with("retries", status.retries())
                .with("dead_letters", status.deadLetters())
                .with("lost", status.lost())
                .with("trouble", status.trouble().orElse(""))
                .with("last_error", status.lastError().orElse(""));
    }
}
