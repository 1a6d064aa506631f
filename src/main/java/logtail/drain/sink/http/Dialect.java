package logtail.drain.sink.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.BitSet;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Writing;
import org.jspecify.annotations.Nullable;

/**
 * What is told in HTTP requests: how events are written, how a body is made of a batch, what the answers mean. Belongs to
 * one drain and its thread.
 */
abstract class Dialect {
    private final Form form;
    private final Writing writing;

    Dialect(Form form, Writing writing) {
        this.form = form;
        this.writing = writing;
    }

    /**
     * What all requests have in common.
     *
     * @param path where to post to when the destination names no path
     * @param contentType of bodies, before they are compressed
     * @param compression what receivers can be trusted to understand
     */
    record Form(String path, String contentType, Compression compression) {}

    final Form form() {
        return form;
    }

    final Writing writing() {
        return writing;
    }

    /** When a batch is full, if nobody says otherwise. */
    BatchLimits limits() {
        return new BatchLimits(5_000, 1 << 20, Duration.ofMillis(250));
    }

    /** What else the query is to hold; {@code name=value}, or nothing. */
    String query() {
        return "";
    }

    /** Adds the headers that tell of this batch. */
    void describe(Batch batch, HttpHeaders headers) {}

    /** How a body is made of a batch; null when the bytes of a batch are one as they are. */
    @Nullable
    GroupedBody groups() {
        return null;
    }

    /** Which events of a batch that was refused as a whole are to blame, as far as the answer tells; none when it does not. */
    BitSet neverTaken(Batch batch, HttpAnswer answer) {
        return new BitSet();
    }

    /** Reads an answer of success, which may have more to say; {@code quotation} cleans what is shown of it. */
    Sink.Answer read(Batch batch, HttpAnswer answer, Quotation quotation) {
        return Sink.Answer.TAKEN;
    }
}
