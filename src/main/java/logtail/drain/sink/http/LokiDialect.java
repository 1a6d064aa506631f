package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;
import logtail.drain.sink.Batch;

/**
 * The push API of Loki, as JSON. Loki knows an entry again that has the labels, time and text of one that it has, so sending it
 * again does no harm. When it refuses some entries of a request for their time it tells the bound ({@link LokiRefusal}); others the
 * drain finds by splitting.
 */
final class LokiDialect extends GroupedDialect {
    private static final GroupedBody BODY =
            new GroupedBody("{\"streams\":[", "{\"stream\":", ",\"values\":[", "]}", "]}");

    LokiDialect() {
        super("/loki/api/v1/push", BODY, new LokiWriting());
    }

    @Override
    BitSet neverTaken(Batch batch, HttpAnswer answer) {
        var never = new BitSet();
        LokiRefusal.read(new String(answer.body(), UTF_8))
                .filter(refusal -> !refusal.isOfOneStream() || BODY.isOneGroup(batch))
                .ifPresent(refusal -> {
                    for (int position = 0; position < batch.count(); position++) {
                        never.set(position, refusal.covers(LokiWriting.timeNs(batch, position)));
                    }
                });
        return never;
    }
}
