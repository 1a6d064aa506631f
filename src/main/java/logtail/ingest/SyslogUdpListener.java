package logtail.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import logtail.net.BindFailedException;
import logtail.net.EventLoops;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over UDP (RFC 5426): one datagram is one message. While the ring is full the socket is not read and the kernel
 * keeps what fits its buffer; what it has to drop is counted and told in the log, at most once a second.
 */
public final class SyslogUdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogUdpListener.class);
    private static final int MAX_DATAGRAM_BYTES = 64 * 1024;
    private static final int KERNEL_BUFFER_BYTES = 4 << 20;

    private final Channel channel;

    private SyslogUdpListener(
            EventLoops loops, InetSocketAddress bind, Intake intake, MeterRegistry metrics, int kernelBufferBytes) {
        Counter dropped = metrics.counter("logtail.intake.dropped", "intake", "syslog-udp", "reason", "kernel-buffer");
        channel = loops.bind(
                new Bootstrap()
                        .option(ChannelOption.SO_RCVBUF, kernelBufferBytes)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                        .handler(new Receiver(intake, dropped)),
                bind);
    }

    /**
     * Begins to listen.
     *
     * @throws BindFailedException when the address cannot be had
     */
    public static SyslogUdpListener start(
            EventLoops loops, InetSocketAddress bind, Intake intake, MeterRegistry metrics) {
        return start(loops, bind, intake, metrics, KERNEL_BUFFER_BYTES);
    }

    static SyslogUdpListener start(
            EventLoops loops, InetSocketAddress bind, Intake intake, MeterRegistry metrics, int kernelBufferBytes) {
        return new SyslogUdpListener(loops, bind, intake, metrics, kernelBufferBytes);
    }

    /** Where it listens, with the real port when it was bound to port 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /** Runs on the one event loop of the socket. */
    private static final class Receiver extends ChannelDuplexHandler {
        private final Intake intake;
        private final Counter dropped;
        private final Deque<DatagramPacket> held = new ArrayDeque<>(); // read, but the ring was full
        private final byte[] buffer = new byte[MAX_DATAGRAM_BYTES];
        private @Nullable InetAddress lastPeer;
        private Sender lastSender = Sender.at("");
        private @Nullable KernelDrops drops;
        private boolean isDropCheckDue;

        Receiver(Intake intake, Counter dropped) {
            this.intake = intake;
            this.dropped = dropped;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            drops = new KernelDrops(ctx.channel());
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            tellDrops();
            ctx.close(promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var packet = (DatagramPacket) message;
            if (!held.isEmpty() || !tryWrite(packet)) {
                if (held.isEmpty()) {
                    stall(ctx);
                }
                held.add(packet);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            intake.writer().publish();
            if (!isDropCheckDue) {
                isDropCheckDue = true;
                ctx.executor().schedule(this::tellDrops, 1, TimeUnit.SECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("at=intake.udp reason={}", OwnLog.quoted(cause.toString()));
        }

        private void stall(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(false);
            intake.pipeline().whenRoom(() -> ctx.executor().execute(() -> resume(ctx)));
        }

        private void resume(ChannelHandlerContext ctx) {
            while (!held.isEmpty()) {
                if (!tryWrite(held.element())) {
                    stall(ctx);
                    return;
                }
                held.remove();
            }
            intake.writer().publish();
            ctx.channel().config().setAutoRead(true);
        }

        /** Writes and releases the datagram, or leaves it as it is. */
        private boolean tryWrite(DatagramPacket packet) {
            int length = packet.content().readableBytes();
            packet.content().getBytes(packet.content().readerIndex(), buffer, 0, length);
            InetAddress peer = packet.sender().getAddress();
            if (!peer.equals(lastPeer)) {
                lastPeer = peer;
                lastSender = Sender.at(peer.getHostAddress());
            }
            if (length > 0 && !intake.writer().tryWrite(buffer, 0, length, false, lastSender, intake.nowNs())) {
                return false;
            }
            packet.release();
            return true;
        }

        private void tellDrops() {
            isDropCheckDue = false;
            long lost = drops == null ? 0 : drops.takeNew();
            if (lost > 0) {
                dropped.increment((double) lost);
                LOG.warn("at=intake.dropped intake=syslog-udp reason=kernel-buffer count={}", lost);
            }
        }
    }
}
