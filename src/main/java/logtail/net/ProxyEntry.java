package logtail.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the header of the PROXY protocol off one connection, within a time, and tells the {@link Remote} that it names. A connection
 * without one is refused, as otherwise anybody could pass for the proxy itself. On the connection's event loop.
 */
final class ProxyEntry extends ChannelInboundHandlerAdapter {
    private final ConnectionLimits connections;
    private final Refusals refusals;
    private final Duration within;
    private @Nullable ByteBuf held;
    private @Nullable Future<?> deadline;
    private boolean isRefused;

    ProxyEntry(ConnectionLimits connections, Refusals refusals, Duration within) {
        this.connections = connections;
        this.refusals = refusals;
        this.within = within;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> refuse(ctx, "nothing came within LOGTAIL_HEADER_TIMEOUT"),
                        within.toNanos(),
                        TimeUnit.NANOSECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (isRefused) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf all = held((ByteBuf) message);
        switch (ProxyHeader.parse(all)) {
            case ProxyHeader.Incomplete waiting -> held = all;
            case ProxyHeader.Wrong wrong -> {
                all.release();
                refuse(ctx, wrong.reason());
            }
            case ProxyHeader.Good good -> {
                all.skipBytes(good.bytes());
                goOn(ctx, good.client(), all);
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** What has come so far; the caller's from here on. The first read, which nearly always is the whole header, is not copied. */
    private ByteBuf held(ByteBuf read) {
        ByteBuf before = held;
        if (before == null) {
            return read;
        }
        held = null;
        ByteBuf all = before.alloc().buffer(before.readableBytes() + read.readableBytes());
        all.writeBytes(before).writeBytes(read);
        before.release();
        read.release();
        return all;
    }

    private void goOn(ChannelHandlerContext ctx, Optional<? extends SocketAddress> client, ByteBuf rest) {
        SocketAddress address =
                client.isPresent() ? client.get() : ctx.channel().remoteAddress();
        new Remote(address, Optional.empty()).tell(ctx.channel());
        if (!connections.admit(ctx, address)) {
            isRefused = true;
            rest.release();
            return;
        }
        if (rest.isReadable()) {
            ctx.fireChannelRead(rest);
        } else {
            rest.release();
        }
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String detail) {
        if (!isRefused) {
            isRefused = true;
            refusals.tell(Refusal.NO_PROXY_HEADER, ctx.channel().remoteAddress(), detail);
            ctx.close();
        }
    }
}
