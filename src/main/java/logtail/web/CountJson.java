package logtail.web;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import logtail.count.CountQuery;
import logtail.count.EventCount;
import logtail.runtime.Json;
import logtail.tail.View;

/** The parts of a count as JSON. To a reader of some apps nothing is said of ids and bytes, which are those of all. Pure. */
final class CountJson {
    private static final long MS = Duration.ofMillis(1).toNanos();

    private CountJson() {}

    static Json head(View view, EventCount count, CountQuery query) {
        Json head = Json.object()
                .with("step_ms", query.stepNs() / MS)
                .with("from", Times.text(query.selection().range().sinceNs()))
                .with("to", Times.text(query.selection().range().untilNs()))
                .with("by", query.by().name().toLowerCase(Locale.ROOT));
        if (!view.isLimited()) {
            count.ids()
                    .ifPresent(ids ->
                            head.with("first", Long.toString(ids.first())).with("last", Long.toString(ids.end() - 1)));
        }
        return head;
    }

    static Json bucket(long atNs, Map<String, Long> events) {
        return Json.object().with("at", Times.text(atNs)).with("n", events);
    }

    static Json end(View view, EventCount.Reached reached, long tookNs) {
        Json end = Json.object()
                .with("complete", reached.isComplete())
                .with("reached", Times.text(reached.reachedNs()))
                .with("events", reached.events());
        return view.isLimited()
                ? end
                : end.with("read_bytes", reached.readBytes()).with("took_ms", tookNs / MS);
    }
}
