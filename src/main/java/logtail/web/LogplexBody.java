package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import logtail.parse.LogplexFrames;

/**
 * An {@code application/logplex-1} body: octet-counted frames, which are only taken when all are sound and as many as
 * {@code Logplex-Msg-Count} says, so it is held whole.
 */
final class LogplexBody implements BodyReader {
    private static final String COUNT_HEADER = "Logplex-Msg-Count";

    private final Exchange exchange;
    private final Upload upload;
    private final long maxBytes;
    private byte[] body = new byte[4096];
    private int length;

    LogplexBody(Exchange exchange, Upload upload, long maxBytes) {
        this.exchange = exchange;
        this.upload = upload;
        this.maxBytes = maxBytes;
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
        int count = LogplexFrames.count(body, 0, length);
        if (count < 0) {
            exchange.respond(
                    Problem.badRequest("the body is not a sequence of octet-counted frames (RFC 6587, 3.4.1)"));
            return;
        }
        String announced = exchange.headers().get(COUNT_HEADER);
        if (announced != null && !announced.strip().equals(Integer.toString(count))) {
            exchange.respond(Problem.badRequest(
                    "%s is '%s', but the body holds %d frames".formatted(COUNT_HEADER, announced, count)));
            return;
        }
        upload.content(Unpooled.wrappedBuffer(body, 0, length));
        upload.end();
    }

    @Override
    public void gone() {
        upload.gone();
    }
}
