package logtail.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses connections of one listener beyond its {@link Limits}. Must be the first handler of each connection: it removes
 * itself from an admitted connection and stays in a refused one until that is closed, so later handlers never see a refused
 * connection. Any event loop.
 */
@Sharable
public final class ConnectionLimits extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);
    private static final long TOLD_EVERY_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int LINGER_SECONDS = 1;
    private static final int MOST_LINGERING = 64;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final Object UNKNOWN = "unknown";

    private final String listener;
    private final Limits limits;
    private final byte[] farewell;
    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> openByAddress = new ConcurrentHashMap<>();
    private final AtomicInteger lingering = new AtomicInteger();
    private final AtomicLong tellAgainAtNs;
    private final AtomicLong untold = new AtomicLong();
    private final Counter refusedOfAll;
    private final Counter refusedOfAddress;

    /**
     * Enforces the limits of one listener.
     *
     * @param listener its name in metrics and in our own log
     * @param farewell response sent before a refused connection is closed; empty for none
     */
    public ConnectionLimits(String listener, Limits limits, String farewell, MeterRegistry metrics) {
        this(listener, limits, farewell, metrics, System::nanoTime);
    }

    ConnectionLimits(String listener, Limits limits, String farewell, MeterRegistry metrics, LongSupplier nanoTime) {
        this.listener = listener;
        this.limits = limits;
        this.farewell = farewell.getBytes(US_ASCII);
        this.nanoTime = nanoTime;
        tellAgainAtNs = new AtomicLong(nanoTime.getAsLong());
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
        Object address = address(ctx.channel().remoteAddress());
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            refuse(ctx, refusedOfAll, "LOGTAIL_MAX_CONNECTIONS", limits.connections());
        } else if (openByAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()) {
            forget(address);
            refuse(ctx, refusedOfAddress, "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", limits.connectionsPerAddress());
        } else {
            ctx.channel().closeFuture().addListener(closed -> forget(address));
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message); // of a refused connection
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // the peer left before the response
    }

    private void forget(Object address) {
        open.decrementAndGet();
        openByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private void refuse(ChannelHandlerContext ctx, Counter counter, String setting, int limit) {
        counter.increment();
        tell(setting, limit, ctx.channel().remoteAddress());
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
        untold.incrementAndGet();
        long nowNs = nanoTime.getAsLong();
        long dueNs = tellAgainAtNs.get();
        if (nowNs - dueNs >= 0 && tellAgainAtNs.compareAndSet(dueNs, nowNs + TOLD_EVERY_NS)) {
            LOG.warn(
                    "at=connections.refused listener={} count={} limit={} setting={} peer={}",
                    listener,
                    untold.getAndSet(0),
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
