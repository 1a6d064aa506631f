package logtail.ingest;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the datagrams of one UDP socket, and pauses while the ring is full. Before the socket is closed,
 * {@link #takeRest} reads what the kernel still holds. Runs on the event loop of the socket.
 */
final class DatagramHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);
    private static final String BY_KERNEL = "kernel-buffer";
    private static final String BY_STOP = "stopped";

    private final Intake intake;
    private final StreamIntake stream;
    private final ReceiveQueue queue;
    private final Deque<DatagramPacket> held = new ArrayDeque<>(); // read while the ring was full
    private @Nullable InetAddress lastPeer;
    private Sender lastSender = Sender.at("");
    private @Nullable Promise<Void> restTaken;
    private boolean isDropCheckDue;
    private boolean isStalled;

    /** Construct on the event loop of {@code queue}'s socket. */
    DatagramHandler(Intake intake, ReceiveQueue queue) {
        this.intake = intake;
        this.queue = queue;
        stream = intake.stream(lastSender);
        intake.meters().dropped(BY_KERNEL, 0); // registers the counter at the start
    }

    /** Completes {@code taken} once all datagrams received so far are in the ring. */
    void takeRest(Promise<Void> taken) {
        restTaken = taken;
        tellWhenEmpty();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        tellDrops();
        ctx.close(promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var packet = (DatagramPacket) message;
        if (isStalled) {
            held.add(packet);
        } else if (!isTaken(packet)) {
            stall(ctx);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        stream.publish();
        if (!isDropCheckDue) {
            isDropCheckDue = true;
            ctx.executor().schedule(this::tellDrops, 1, TimeUnit.SECONDS);
        }
        tellWhenEmpty();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        long lost = held.size() + (isStalled ? 1L : 0L);
        held.forEach(DatagramPacket::release);
        held.clear();
        stream.abandon();
        tell(BY_STOP, lost);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("at=intake.udp reason={}", OwnLog.quoted(cause.toString()));
    }

    private void stall(ChannelHandlerContext ctx) {
        isStalled = true;
        ctx.channel().config().setAutoRead(false);
        stream.whenRoom(() -> ctx.executor().execute(() -> resume(ctx)));
    }

    private void resume(ChannelHandlerContext ctx) {
        if (!ctx.channel().isOpen()) {
            return;
        }
        try {
            isStalled = !stream.resume();
            while (!isStalled && !held.isEmpty()) {
                isStalled = !isTaken(held.remove());
            }
        } finally {
            stream.publish();
        }
        if (isStalled) {
            stall(ctx);
            return;
        }
        ctx.channel().config().setAutoRead(true);
        tellWhenEmpty();
    }

    /** Adds and releases the datagram; false when the stream has stalled and keeps it. */
    private boolean isTaken(DatagramPacket packet) {
        InetAddress peer = packet.sender().getAddress();
        if (!peer.equals(lastPeer)) {
            lastPeer = peer;
            lastSender = Sender.at(peer.getHostAddress());
        }
        try {
            return stream.add(packet.content(), lastSender);
        } catch (RuntimeException e) {
            stream.abandon(); // affects this datagram alone
            throw e;
        } finally {
            packet.release();
        }
    }

    private void tellWhenEmpty() {
        if (restTaken != null && !isStalled && queue.isEmpty()) {
            restTaken.trySuccess(null);
        }
    }

    private void tellDrops() {
        isDropCheckDue = false;
        tell(BY_KERNEL, queue.takeNewDrops());
    }

    private void tell(String reason, long lost) {
        if (lost > 0) {
            intake.meters().dropped(reason, lost);
            LOG.warn("at=intake.dropped intake={} reason={} count={}", intake.name(), reason, lost);
        }
    }
}
