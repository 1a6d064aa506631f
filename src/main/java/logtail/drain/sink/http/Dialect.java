package logtail.drain.sink.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Writing;
import org.jspecify.annotations.Nullable;

/**
 * What is told in HTTP requests: how events are written, how a body is made of a batch, what the answers mean. Belongs to
 * one drain and its thread.
 */
interface Dialect {
    Writing writing();

    /** When a batch is full, if nobody says otherwise. */
    default BatchLimits limits() {
        return new BatchLimits(5_000, 1 << 20, Duration.ofMillis(250));
    }

    /** Of bodies, before they are compressed. */
    String contentType();

    /** Where to post to when the destination names no path. */
    String path();

    /** What else the query is to hold; {@code name=value}, or nothing. */
    default String query() {
        return "";
    }

    /** What receivers can be trusted to understand. */
    Compression compression();

    /** Adds the headers that tell of this batch. */
    default void describe(Batch batch, HttpHeaders headers) {}

    /** How a body is made of a batch; null when the bytes of a batch are one as they are. */
    default @Nullable GroupedBody groups() {
        return null;
    }

    /** Reads an answer of success, which may have more to say; {@code quotation} cleans what is shown of it. */
    default Sink.Answer read(Batch batch, HttpAnswer answer, Quotation quotation) {
        return Sink.Answer.TAKEN;
    }
}
