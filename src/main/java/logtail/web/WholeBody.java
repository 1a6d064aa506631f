package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Buffers a body until it is complete. Takes memory from the budget of bodies as the body grows, so an announced length
 * costs nothing, and returns it when the request is answered.
 */
final class WholeBody implements BodyReader {
    private static final int LEAST_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final Exchange exchange;
    private final Limit limit;
    private final int mostBytes;
    private final Consumer<ByteBuf> taker;
    private byte[] body = NOTHING;
    private int length;

    /**
     * Limit of a body's size.
     *
     * @param source origin of the limit for the error message, such as the setting
     */
    record Limit(int bytes, String source) {
        private Problem problem(String size) {
            return new Problem(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    "the body has %s bytes; at most %d are taken (%s)".formatted(size, bytes, source));
        }
    }

    private WholeBody(Exchange exchange, Limit limit, int mostBytes, Consumer<ByteBuf> taker) {
        this.exchange = exchange;
        this.limit = limit;
        this.mostBytes = mostBytes;
        this.taker = taker;
    }

    /**
     * Reads the whole body of a request. Answers 413 for one above the limit, at once when its length is announced.
     *
     * @param taker gets the body, backed by an array, and answers
     */
    static void read(Exchange exchange, Limit limit, Consumer<ByteBuf> taker) {
        long announced = exchange.announcedBytes();
        if (announced > limit.bytes()) {
            exchange.respond(limit.problem(Long.toString(announced)));
            return;
        }
        int most = announced < 0 ? limit.bytes() : (int) announced;
        exchange.readBody(new WholeBody(exchange, limit, most, taker));
    }

    @Override
    public void content(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (more > mostBytes - length) {
            exchange.respond(limit.problem("more"));
        } else if (!hasRoomFor(length + more)) {
            exchange.respond(new Problem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "the memory for the bodies of requests is used up; send it again"));
        } else {
            bytes.readBytes(body, length, more);
            length += more;
            exchange.readMore();
        }
    }

    /** Doubles up to the final size, so that old and new array together never exceed one and a half times that. */
    private boolean hasRoomFor(int needed) {
        if (needed <= body.length) {
            return true;
        }
        int capacity = mostBytes;
        while (capacity / 2 >= Math.max(needed, LEAST_BYTES)) {
            capacity /= 2;
        }
        if (!exchange.memory().tryTake(capacity)) {
            return false;
        }
        int before = body.length;
        body = Arrays.copyOf(body, capacity);
        exchange.memory().give(before);
        return true;
    }

    @Override
    public void end() {
        taker.accept(Unpooled.wrappedBuffer(body, 0, length));
    }

    @Override
    public void broken(Problem problem) {
        exchange.respond(problem.afterKeeping(0));
    }

    @Override
    public void gone() {
        body = NOTHING;
        length = 0;
    }
}
