package logtail.web;

import java.util.List;
import java.util.Locale;
import logtail.drain.DrainStatus;
import logtail.drain.DrainTrial;
import logtail.drain.ListedDrain;
import logtail.journal.JournalId;
import logtail.runtime.Json;
import logtail.tail.View;

/**
 * Writes drains as JSON, for a sender who may see so much of a journal.
 *
 * @param view of the sender
 * @param journal that the drains read
 */
record DrainJson(View view, JournalId journal) {
    String of(List<ListedDrain> drains) {
        return line(Json.of(drains.stream().map(this::json).toList()));
    }

    String of(ListedDrain drain) {
        return line(json(drain));
    }

    /** A dead letter; its event was sent, so the sender may see its id. */
    String letter(String line) {
        if (!view.isLimited()) {
            return line;
        }
        Json letter = Json.read(line);
        String id = view.event(letter.number("id"));
        Json event = letter.get("event");
        if (event.isObject()) {
            letter.with("event", event.with("id", id));
        }
        return letter.with("id", id).toString();
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

    /** To those who may see some apps only, nothing that counts events of others: neither lag nor what was lost. */
    private Json json(ListedDrain drain) {
        DrainStatus status = drain.status();
        Json json = Json.object()
                .with("name", drain.name())
                .with("url", drain.url())
                .with("filter", drain.filter())
                .with("options", drain.options());
        if (!drain.apps().isAll()) {
            json.with("apps", drain.apps().globs());
        }
        json.with("declared", drain.isDeclared())
                .with("state", status.state().name().toLowerCase(Locale.ROOT))
                .with("accepted", view.place(journal, status.accepted()).id());
        if (!view.isLimited()) {
            json.with("lag_events", status.lagEvents())
                    .with("lag_seconds", Math.round(status.lagSeconds() * 1000) / 1000.0);
        }
        json.with("sent", status.sent())
                .with("resent", status.resent())
                .with("retries", status.retries())
                .with("dead_letters", status.deadLetters());
        if (!view.isLimited()) {
            json.with("lost", status.lost());
        }
        return json.with("trouble", status.trouble().orElse(""))
                .with("last_error", status.lastError().orElse(""));
    }
}
