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
 * Bounded queue of decoded HTTP messages in front of the decompressor. Passes a piece on when {@code isHungry}; stops
 * reading the socket while bytes of a body, or more than a few requests, are queued. Compressed bodies are cut into small
 * pieces, as one socket read may inflate a thousandfold, and a few senders waiting for the ring would fill the memory.
 * (Netty's own FlowControlHandler loses reads since 4.2.15.) Belongs to the connection's event loop.
 */
final class PieceQueue extends ChannelInboundHandlerAdapter {
    /** Size of a piece of a compressed body; it inflates to at most 4 MiB. */
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
        // stops here: the decompressor reads on by itself when it got no message
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        ctx.fireChannelInactive();
    }

    /** Passes on the requested pieces. */
    void feed() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || isFeeding) {
            return; // called by the handler being fed: the loop below continues
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
        waiting.add(content); // last bytes and trailers
        isDeflated = !(content instanceof LastHttpContent);
    }
}
