package logtail.drain.sink;

import io.netty.handler.codec.http.HttpHeaders;
import logtail.tail.Output;

/**
 * What is told in HTTP requests: how events are written, how a body is made of a batch, what the answers mean. Belongs to
 * one drain and its thread.
 */
interface Dialect {
    Writing writing();

    /** When a batch is full, if nobody says otherwise. */
    BatchLimits limits();

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

    /** Whether the bytes of a batch are a body as they are; else {@link #compose} makes it. */
    default boolean isPlain() {
        return true;
    }

    /** Makes the body of a batch. */
    default void compose(Batch batch, Output body) {
        body.put(batch.bytes(), batch.start(), batch.lengthBytes());
    }

    /** Reads an answer of success, which may have more to say; {@code quotation} cleans what is shown of it. */
    default Sink.Answer read(Batch batch, HttpAnswer answer, Quotation quotation) {
        return Sink.Answer.TAKEN;
    }
}
