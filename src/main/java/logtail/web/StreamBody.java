package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The body of one HTTP/2 stream on its way in. Passes frames on and gives their bytes back to the sender's window (RFC 9113,
 * section 5.2), but not while nobody reads: what still comes then, at most one window, is copied behind each other into one buffer,
 * which is taken from the share of bodies. So a frame of one byte costs one byte, and not the buffer of the socket in which it
 * came. Must precede the codec of the stream, whose channel reads always and leaves the window alone. Belongs to the connection's
 * event loop.
 */
final class StreamBody extends ChannelInboundHandlerAdapter {
    private static final int LEAST_BYTES = 4 * 1024;

    private final HeldMemory memory;
    private final StreamWindow window;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf held;
    private @Nullable Object behind; // the trailers of a body that is held
    private boolean isHeldToTheEnd;
    private boolean isRead = true;
    private boolean isOver;
    private int owed; // bytes of the window that were passed on but not given back

    StreamBody(MemoryBudget.Share bodies, StreamWindow window) {
        memory = new HeldMemory(bodies);
        this.window = window;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (isOver) {
            ReferenceCountUtil.release(frame);
        } else if (isRead) {
            pass(ctx, frame);
        } else if (frame instanceof Http2DataFrame data) {
            hold(ctx, data);
        } else if (held == null) {
            ctx.fireChannelRead(frame); // trailers; there are never bytes behind them
        } else {
            behind = frame;
        }
    }

    private void pass(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2DataFrame data) {
            owed += data.initialFlowControlledBytes();
        }
        ctx.fireChannelRead(frame);
        giveBack(ctx);
    }

    /** Says whether bytes are wanted; passes on at once what is held when they are. */
    void read(boolean isWanted) {
        ChannelHandlerContext ctx = context;
        if (isRead == isWanted || ctx == null) {
            return;
        }
        isRead = isWanted;
        ByteBuf bytes = held;
        if (isWanted && bytes != null) {
            held = null;
            memory.give(bytes.capacity());
            ctx.fireChannelRead(new DefaultHttp2DataFrame(bytes, isHeldToTheEnd));
            Object trailers = behind;
            behind = null;
            if (trailers != null) {
                ctx.fireChannelRead(trailers);
            }
        }
        giveBack(ctx);
    }

    private void giveBack(ChannelHandlerContext ctx) {
        if (isRead && owed > 0 && ctx.channel().isActive()) {
            int bytes = owed;
            owed = 0;
            window.passed(ctx.channel(), bytes);
            ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(bytes));
        }
    }

    private void hold(ChannelHandlerContext ctx, Http2DataFrame data) {
        try {
            if (!hasRoomFor(ctx, data.content().readableBytes())) {
                isOver = true;
                ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.ENHANCE_YOUR_CALM));
                return;
            }
            owed += data.initialFlowControlledBytes();
            isHeldToTheEnd = data.isEndStream();
            if (held != null) {
                held.writeBytes(data.content());
            }
        } finally {
            data.release();
        }
    }

    private boolean hasRoomFor(ChannelHandlerContext ctx, int more) {
        int length = held == null ? 0 : held.readableBytes();
        int before = held == null ? 0 : held.capacity();
        if (held != null && length + more <= before) {
            return true;
        }
        int capacity = Math.max(LEAST_BYTES, Integer.highestOneBit(Math.max(1, length + more - 1)) << 1);
        if (!memory.tryTake(capacity) && !(window.giveMemory() && memory.tryTake(capacity))) {
            return false;
        }
        ByteBuf larger = ctx.alloc().heapBuffer(capacity, capacity);
        if (held != null) {
            larger.writeBytes(held);
            held.release();
            memory.give(before);
        }
        held = larger;
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isOver = true;
        if (held != null) {
            held.release();
            held = null;
        }
        ReferenceCountUtil.release(behind);
        behind = null;
        memory.end();
        window.end();
        ctx.fireChannelInactive();
    }
}
