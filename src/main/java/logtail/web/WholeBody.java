package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.function.Consumer;

/** A body that is held until all of it is there, as it is taken whole or not at all. */
final class WholeBody implements BodyReader {
    private final Exchange exchange;
    private final long maxBytes;
    private final Consumer<ByteBuf> taker;
    private byte[] body = new byte[4096];
    private int length;

    /**
     * Nothing held yet.
     *
     * @param maxBytes a larger body is answered with 413
     * @param taker gets all of it, in an array, and answers
     */
    WholeBody(Exchange exchange, long maxBytes, Consumer<ByteBuf> taker) {
        this.exchange = exchange;
        this.maxBytes = maxBytes;
        this.taker = taker;
    }

    @Override
    public void content(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (length + more > maxBytes) {
            exchange.respond(new Problem(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    "the body is larger than %d bytes (LOGTAIL_MAX_BODY)".formatted(maxBytes)));
            return;
        }
        if (length + more > body.length) {
            body = Arrays.copyOf(body, Math.max(length + more, 2 * body.length));
        }
        bytes.readBytes(body, length, more);
        length += more;
        exchange.readMore();
    }

    @Override
    public void end() {
        taker.accept(Unpooled.wrappedBuffer(body, 0, length));
    }
}
