package logtail.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses connections of one listener beyond its {@link Limits}. Must be the first handler of each connection: it removes
 * itself from an admitted connection and stays in a refused one until that is closed, so later handlers never see a refused
 * connection. Any event loop.
 */
@Sharable
final class ConnectionLimits extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);
    private static final int LINGER_SECONDS = 1;
    private static final int MOST_LINGERING = 64;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final AttributeKey<ConnectionLimits> COUNTED =
            AttributeKey.valueOf(ConnectionLimits.class, "counted");
    private static final Object UNKNOWN = "unknown";

    private final String listener;
    private final Limits limits;
    private final byte[] farewell;
    private final boolean isProxied;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> openByAddress = new ConcurrentHashMap<>();
    private final AtomicInteger lingering = new AtomicInteger();
    private final Complaints complaints;
    private final Counter refusedOfAll;
    private final Counter refusedOfAddress;

    /**
     * Enforces the limits of one listener.
     *
     * @param listener its name in metrics and in our own log
     * @param farewell response sent before a refused connection is closed; empty for none
     * @param isProxied whether its addresses are those of a proxy, so that only {@link #admit} counts by address
     */
    ConnectionLimits(String listener, Limits limits, String farewell, MeterRegistry metrics, boolean isProxied) {
        this(listener, limits, farewell, metrics, isProxied, System::nanoTime);
    }

    ConnectionLimits(
            String listener,
            Limits limits,
            String farewell,
            MeterRegistry metrics,
            boolean isProxied,
            LongSupplier nanoTime) {
        this.listener = listener;
        this.limits = limits;
        this.farewell = farewell.getBytes(US_ASCII);
        this.isProxied = isProxied;
        complaints = new Complaints(nanoTime);
        refusedOfAll = refused(metrics, "listener");
        refusedOfAddress = refused(metrics, "address");
        Gauge.builder("logtail.connections", open, AtomicInteger::get)
                .description("Open connections")
                .tag("listener", listener)
                .register(metrics);
    }

    private Counter refused(MeterRegistry metrics, String limit) {
        return Counter.builder("logtail.connections.refused")
                .description("Connections refused, as LOGTAIL_MAX_CONNECTIONS or …_PER_ADDRESS were there already")
                .tag("listener", listener)
                .tag("limit", limit)
                .register(metrics);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            refuse(ctx, refusedOfAll, "LOGTAIL_MAX_CONNECTIONS", limits.connections());
            return;
        }
        ctx.channel().attr(COUNTED).set(this);
        ctx.channel().closeFuture().addListener(closed -> uncount(ctx.channel()));
        if (isProxied || admit(ctx, ctx.channel().remoteAddress())) {
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    /** Counts a connection by the address of its client; false when it is one too many, and is being closed. */
    boolean admit(ChannelHandlerContext ctx, SocketAddress client) {
        Object address = address(client);
        if (openByAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()) {
            forget(address);
            uncount(ctx.channel()); // while it lingers, it takes the place of nobody
            refuse(ctx, refusedOfAddress, "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", limits.connectionsPerAddress());
            return false;
        }
        ctx.channel().closeFuture().addListener(closed -> forget(address));
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message); // of a refused connection
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // the peer left before the response
    }

    private void uncount(Channel connection) {
        if (connection.attr(COUNTED).getAndSet(null) != null) {
            open.decrementAndGet();
        }
    }

    private void forget(Object address) {
        openByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private void refuse(ChannelHandlerContext ctx, Counter counter, String setting, int limit) {
        counter.increment();
        tell(setting, limit, Remote.of(ctx.channel()).address());
        if (farewell.length == 0) {
            ctx.close();
            return;
        }
        var written = ctx.writeAndFlush(Unpooled.wrappedBuffer(farewell));
        if (lingering.incrementAndGet() > MOST_LINGERING) {
            lingering.decrementAndGet();
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        // closing on what was not read resets the connection, and takes the answer from the peer: let some of them read
        // it
        ctx.channel().closeFuture().addListener(closed -> lingering.decrementAndGet());
        if (ctx.channel() instanceof DuplexChannel duplex) {
            written.addListener(done -> duplex.shutdownOutput());
        }
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** Logs refusals at most once a minute, with their number since. */
    private void tell(String setting, int limit, SocketAddress peer) {
        long count = complaints.count();
        if (count > 0) {
            LOG.warn(
                    "at=connections.refused listener={} count={} limit={} setting={} peer={}",
                    listener,
                    count,
                    limit,
                    setting,
                    Addresses.shown(peer));
        }
    }

    /** The key to count by: the address, or for IPv6 its /64, within which a host can choose any address. */
    private static Object address(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress socket)) {
            return UNKNOWN;
        }
        InetAddress address = socket.getAddress();
        return address instanceof Inet6Address ? ByteBuffer.wrap(address.getAddress(), 0, IPV6_NETWORK_BYTES) : address;
    }
}
