package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue of what is decoded but not wanted yet, before it is inflated: a piece goes on when {@code isHungry} says so,
 * and while bytes of a body wait, or more than a few requests, the socket is not read. A body that is to be inflated is cut small first, since one socket read of
 * it may hold a thousand times as much: some senders who wait for the ring would fill the memory. (Netty's own
 * FlowControlHandler loses reads since 4.2.15.) Belongs to the connection's event loop.
 */
final class PieceQueue extends ChannelInboundHandlerAdapter {
    /** Of a body to be inflated; a piece of so many becomes four megabytes at most. */
    static final int DEFLATED_BYTES = 4 * 1024;

    private static final int MAX_WAITING = 4;

    private final BooleanSupplier isHungry;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private boolean isDeflated;
    private boolean isFeeding;

    PieceQueue(BooleanSupplier isHungry) {
        this.isHungry = isHungry;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            isDeflated = request.headers().contains(CONTENT_ENCODING);
        }
        if (isDeflated && message instanceof HttpContent content) {
            cut(content);
        } else {
            waiting.add((HttpObject) message);
        }
        feed();
        if (waiting.size() > MAX_WAITING || holdsBytes()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // stays here: the decompressor would read on, asked or not, when nothing has reached it
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        ctx.fireChannelInactive();
    }

    /** Hands on what is wanted. */
    void feed() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || isFeeding) {
            return; // asked by the one that is fed: the loop below sees it
        }
        isFeeding = true;
        try {
            while (!waiting.isEmpty() && isHungry.getAsBoolean()) {
                ctx.fireChannelRead(waiting.remove());
            }
        } finally {
            isFeeding = false;
        }
        if (waiting.isEmpty()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private boolean holdsBytes() {
        for (HttpObject piece : waiting) {
            if (piece instanceof HttpContent content && content.content().isReadable()) {
                return true;
            }
        }
        return false;
    }

    private void cut(HttpContent content) {
        ByteBuf bytes = content.content();
        while (bytes.readableBytes() > DEFLATED_BYTES) {
            waiting.add(new DefaultHttpContent(bytes.readRetainedSlice(DEFLATED_BYTES)));
        }
        waiting.add(content); // with its last bytes, and its trailers
        isDeflated = !(content instanceof LastHttpContent);
    }
}
