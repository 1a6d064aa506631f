package logtail.drain.sink.http;

import io.netty.handler.codec.http.HttpHeaders;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Writing;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * One JSON object a line, as {@code GET /tail} shows events. {@code Idempotency-Key} names the batch, so that receivers which
 * know it, such as another logtail, take each batch once.
 */
final class NdjsonDialect extends Dialect {
    private static final Form FORM = new Form("/", "application/x-ndjson", Compression.OFF);

    private final FrameId frameId;

    NdjsonDialect(String drain) {
        super(FORM, new NdjsonWriting());
        frameId = new FrameId(drain);
    }

    /** Writes events as tails get them. */
    private static final class NdjsonWriting implements Writing {
        private final EventFormat format = EventFormat.Kind.NDJSON.create();

        @Override
        public void event(Block block, Output out) {
            format.event(block, 0, out);
        }
    }

    @Override
    void describe(Batch batch, HttpHeaders headers) {
        headers.set("Idempotency-Key", frameId.of(batch));
    }
}
