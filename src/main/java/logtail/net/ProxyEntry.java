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
        var read = (ByteBuf) message;
        ByteBuf all = held == null ? read : held.writeBytes(read);
        switch (ProxyHeader.parse(all)) {
            case ProxyHeader.Incomplete waiting -> hold(ctx, read);
            case ProxyHeader.Wrong wrong -> {
                if (all != held) {
                    read.release();
                }
                refuse(ctx, wrong.reason());
            }
            case ProxyHeader.Good good -> {
                held = all == held ? null : held;
                all.skipBytes(good.bytes());
                goOn(ctx, good.client(), all, read);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ctx.fireChannelInactive();
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

    private void hold(ChannelHandlerContext ctx, ByteBuf read) {
        if (held == null) {
            held = ctx.alloc().buffer(ProxyHeader.MAX_LINE_BYTES).writeBytes(read);
        }
        read.release();
    }

    private void goOn(ChannelHandlerContext ctx, Optional<? extends SocketAddress> client, ByteBuf rest, ByteBuf read) {
        if (rest != read) {
            read.release();
        }
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
