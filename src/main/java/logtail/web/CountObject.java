package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.StringJoiner;
import logtail.count.CountQuery;
import logtail.count.EventCount;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.runtime.Json;
import logtail.tail.View;

/** A count as one JSON object; of gaps it has the newest {@value #MOST_GAPS}, and how many more there are. One thread. */
final class CountObject implements EventCount.Output {
    private static final int MOST_GAPS = 200;

    private final View view;
    private final EventFormat format;
    private final Output text = new Output();
    private final StringBuilder object = new StringBuilder();
    private final StringJoiner buckets = new StringJoiner(",", "\"buckets\":[", "]");
    private final StringJoiner gaps = new StringJoiner(",", "\"gaps\":[", "]");
    private final long startNs = System.nanoTime();
    private long allGaps;

    CountObject(View view) {
        this.view = view;
        format = EventFormat.Kind.NDJSON.create("", view.ids());
    }

    void begin(EventCount count, CountQuery query) {
        object.append("{\"counts\":").append(CountJson.head(view, count, query)).append(',');
    }

    @Override
    public void bucket(long atNs, Map<String, Long> events) {
        buckets.add(CountJson.bucket(atNs, events).toString());
    }

    @Override
    public void gap(Gap gap) {
        if (++allGaps <= MOST_GAPS) {
            text.clear();
            format.gap(gap, text);
            gaps.add(Json.read(new String(text.bytes(), 0, text.length(), UTF_8))
                    .get("gap")
                    .toString());
        }
    }

    void end(EventCount.Reached reached) {
        object.append(buckets).append(',').append(gaps);
        if (allGaps > MOST_GAPS) {
            object.append(",\"more_gaps\":").append(allGaps - MOST_GAPS);
        }
        object.append(",\"end\":")
                .append(CountJson.end(view, reached, System.nanoTime() - startNs))
                .append("}\n");
    }

    Answer answer() {
        return Answer.json(HttpResponseStatus.OK, object.toString());
    }
}
