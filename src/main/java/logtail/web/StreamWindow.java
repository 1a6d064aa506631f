package logtail.web;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * How far ahead of its reader one body of HTTP/2 may come (RFC 9113, section 5.2): {@link HttpProtocols#STREAM_WINDOW_BYTES}, and once it has
 * brought {@value #LONG_BODY_BYTES} bytes, {@value #WIDE_BYTES}. A sender waits for its window twice in each, so with the first alone a
 * long body is slower than over HTTP/1, where the kernel holds more: over a way of 100 ms it would bring no more than 2.5 MiB a second.
 *
 * <p>What more may come then is taken from the memory of bodies before it is allowed, so it is not why bodies are reset, and only while
 * three quarters of that memory are free. The window of the connection grows by the same, so others have their part as before. Belongs to
 * the connection's event loop.
 */
final class StreamWindow {
    /** A body that has brought so many bytes is a long one. */
    static final int LONG_BODY_BYTES = 1 << 20;

    /** The window of a long body. */
    static final int WIDE_BYTES = 1 << 20;

    private static final int MORE_BYTES = WIDE_BYTES - HttpProtocols.STREAM_WINDOW_BYTES;
    private static final int MOST_USED = 4; // one of so many parts of the memory

    private final Http2Connection connection;
    private final MemoryBudget.Share bodies;
    private long passedBytes;
    private boolean isWide;
    private boolean isPaid; // what more may come is taken from the memory

    StreamWindow(Http2Connection connection, MemoryBudget.Share bodies) {
        this.connection = connection;
        this.bodies = bodies;
    }

    /** Counts bytes that the body has brought; widens the window when they have become many. */
    void passed(Channel channel, int bytes) {
        boolean wasShort = passedBytes < LONG_BODY_BYTES;
        passedBytes += bytes;
        if (wasShort && passedBytes >= LONG_BODY_BYTES) {
            widen(channel);
        }
    }

    private void widen(Channel channel) {
        Http2Stream stream = channel instanceof Http2StreamChannel child
                ? connection.stream(child.stream().id())
                : null;
        boolean isPlenty = bodies.usedBytes() + MORE_BYTES <= bodies.limitBytes() / MOST_USED;
        if (stream != null && isPlenty && bodies.tryTake(MORE_BYTES)) {
            isPaid = true;
            isWide = true;
            increment(stream, MORE_BYTES);
            increment(connection.connectionStream(), MORE_BYTES);
        }
    }

    /** Gives back the memory, as what came is held in memory of its own now; false when there is none. */
    boolean giveMemory() {
        if (!isPaid) {
            return false;
        }
        isPaid = false;
        bodies.give(MORE_BYTES);
        return true;
    }

    /** The stream is over. */
    void end() {
        giveMemory();
        if (isWide) {
            isWide = false;
            increment(connection.connectionStream(), -MORE_BYTES);
        }
    }

    private void increment(@Nullable Http2Stream of, int bytes) {
        Http2LocalFlowController windows = connection.local().flowController();
        try {
            if (of != null) {
                windows.incrementWindowSize(of, bytes);
            }
        } catch (Http2Exception e) {
            throw new IllegalStateException("a window of HTTP/2 cannot change by %d bytes".formatted(bytes), e);
        }
    }
}
