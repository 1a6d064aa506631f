package logtail.web;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import logtail.drain.DrainStatus;
import logtail.drain.DrainTrial;
import logtail.drain.ListedDrain;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Drains as JSON. */
final class DrainJson {
    private static final JsonFactory JSON = new JsonFactory();

    private DrainJson() {}

    static String of(List<ListedDrain> drains) {
        return text(json -> {
            json.writeStartArray();
            drains.forEach(drain -> write(drain, json));
            json.writeEndArray();
        });
    }

    static String of(ListedDrain drain) {
        return text(json -> write(drain, json));
    }

    static String of(DrainTrial.Result result) {
        return text(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("ok", result.isGood());
            json.writeNumberProperty("taken", result.taken());
            json.writeStringProperty("message", result.message());
            json.writeNumberProperty("took_ms", result.tookMs());
            json.writeEndObject();
        });
    }

    private static void write(ListedDrain drain, JsonGenerator json) {
        DrainStatus status = drain.status();
        json.writeStartObject();
        json.writeStringProperty("name", drain.name());
        json.writeStringProperty("url", drain.url());
        json.writeStringProperty("filter", drain.filter());
        json.writeObjectPropertyStart("options");
        drain.options().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeBooleanProperty("declared", drain.isDeclared());
        json.writeStringProperty("state", status.state().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("accepted", Long.toString(status.accepted()));
        json.writeNumberProperty("lag_events", status.lagEvents());
        json.writeNumberProperty("lag_seconds", Math.round(status.lagSeconds() * 1000) / 1000.0);
        json.writeNumberProperty("sent", status.sent());
        json.writeNumberProperty("resent", status.resent());
        json.writeNumberProperty("retries", status.retries());
        json.writeNumberProperty("dead_letters", status.deadLetters());
        json.writeNumberProperty("lost", status.lost());
        json.writeStringProperty("trouble", status.trouble().orElse(""));
        json.writeStringProperty("last_error", status.lastError().orElse(""));
        json.writeEndObject();
    }

    private interface Writing {
        void write(JsonGenerator json);
    }

    private static String text(Writing writing) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            writing.write(json);
        }
        return text.append('\n').toString();
    }
}
