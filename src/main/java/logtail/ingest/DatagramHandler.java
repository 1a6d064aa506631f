package logtail.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.access.Right;
import logtail.event.Line;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the datagrams of one UDP socket to the ring, one slot per read, and pauses while the ring is full. After a read that
 * found few it naps, as its event loop serves nobody else: more come in the meantime, and a read costs more than a
 * datagram. Before the socket is closed, {@link #takeRest} reads what the kernel still holds. Runs on the event loop of
 * the socket.
 */
final class DatagramHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);
    private static final String BY_KERNEL = "kernel-buffer";
    private static final String BY_STOP = "stopped";
    private static final String BY_FAULT = "fault";
    private static final long NAP_NS = 100_000; // the kernel adds about half of it

    private final Intake intake;
    private final LineSink sink;
    private final Decoder decoder;
    private final Admission admission;
    private final DroppedDatagrams dropped;
    private final ReceiveQueue queue;
    private final JoinedDatagrams joined;
    private final DatagramSenders senders = new DatagramSenders();
    private final Line line = new Line();
    private final byte[] bytes = new byte[DatagramListener.MAX_DATAGRAM_BYTES];
    private final Deque<DatagramPacket> held = new ArrayDeque<>(); // came with the read that filled the ring
    private @Nullable Line stalledLine; // decoded but not added
    private Sender stalledSender = Sender.at("");
    private long readAtNs;
    private int read; // datagrams of the read that goes on
    private @Nullable Promise<Void> restTaken;
    private boolean isDropCheckDue;

    /** Construct on the event loop of {@code queue}'s socket. */
    DatagramHandler(Intake intake, ReceiveQueue queue, EventExecutor loop) {
        this.intake = intake;
        this.queue = queue;
        sink = intake.sink();
        decoder = intake.singleDecoder();
        admission = intake.datagramAdmission();
        dropped = new DroppedDatagrams(intake, sink, loop::schedule, intake.meter());
        joined = new JoinedDatagrams(intake);
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
        dropped.tell();
        ctx.close(promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (read++ == 0) {
            readAtNs = intake.nowNs();
            admission.begin(readAtNs);
        }
        var packet = (DatagramPacket) message;
        if (stalledLine != null) {
            held.add(packet);
        } else if (!isTaken(packet)) {
            stall(ctx);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        sink.tryPublish(null);
        if (!isDropCheckDue) {
            isDropCheckDue = true;
            ctx.executor().schedule(this::tellDrops, 1, TimeUnit.SECONDS);
        }
        tellWhenEmpty();
        joined.await(ctx.executor(), readAtNs, () -> giveDue(ctx));
        if (read < DatagramSlots.SLOTS) {
            LockSupport.parkNanos(this, NAP_NS);
        }
        read = 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        long lost = held.size() + (stalledLine == null ? 0L : 1L);
        held.forEach(DatagramPacket::release);
        held.clear();
        stalledLine = null;
        tell(BY_STOP, lost);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("at=intake.udp reason={}", OwnLog.quoted(cause.toString()));
    }

    private void stall(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        sink.whenRoom(() -> ctx.executor().execute(() -> resume(ctx)));
    }

    private void resume(ChannelHandlerContext ctx) {
        if (!ctx.channel().isOpen()) {
            return;
        }
        readAtNs = intake.nowNs();
        admission.begin(readAtNs);
        boolean isAllTaken = isStalledTaken() && areJoinedTaken() && areHeldTaken();
        sink.tryPublish(null);
        if (!isAllTaken) {
            stall(ctx);
            return;
        }
        ctx.channel().config().setAutoRead(true);
        joined.await(ctx.executor(), readAtNs, () -> giveDue(ctx));
        tellWhenEmpty();
    }

    /** Adds the lines that have been held back long enough. */
    private void giveDue(ChannelHandlerContext ctx) {
        if (stalledLine != null) {
            return; // it goes on when there is room
        }
        readAtNs = intake.nowNs();
        joined.release(readAtNs);
        if (areJoinedTaken()) {
            joined.await(ctx.executor(), readAtNs, () -> giveDue(ctx));
        } else {
            stall(ctx);
        }
        sink.tryPublish(null);
    }

    private boolean isStalledTaken() {
        Line stalled = stalledLine;
        stalledLine = null;
        try {
            return (stalled == null || isAdded(stalled, stalledSender)) && isRestTaken(stalledSender);
        } catch (RuntimeException e) {
            tellFault(e);
            return true;
        }
    }

    private boolean areHeldTaken() {
        while (!held.isEmpty()) {
            if (!isTaken(held.remove())) {
                return false;
            }
        }
        return true;
    }

    /** Adds and releases the datagram; false when the ring is full, and what was not added is kept here. */
    private boolean isTaken(DatagramPacket packet) {
        try {
            ByteBuf content = packet.content();
            int length = content.readableBytes();
            if (length == 0) {
                intake.meters().takeEmpty(1);
                return true;
            }
            content.getBytes(content.readerIndex(), bytes, 0, length);
            decoder.feed(bytes, 0, length, readAtNs);
            return isRestTaken(senders.at(packet.sender().getAddress()));
        } catch (RuntimeException e) {
            tellFault(e);
            return true;
        } finally {
            packet.release();
        }
    }

    /** Adds what the decoder still finds in its datagram. */
    private boolean isRestTaken(Sender sender) {
        while (decoder.next(line)) {
            if (admission.verdict(line) != Admission.Verdict.TAKEN) {
                refuse(line, sender);
                continue;
            }
            if (dropped.isDropped(line, line.app, sender.peerHost(), admission.token())) {
                continue;
            }
            boolean isTaken = joined.takes(line, sender, readAtNs) ? areJoinedTaken() : isAdded(line, sender);
            if (!isTaken) {
                return false;
            }
        }
        return true;
    }

    /** Adds the events that are complete. */
    private boolean areJoinedTaken() {
        while (joined.next(line)) {
            if (!isAdded(line, joined.sender())) {
                return false;
            }
        }
        return true;
    }

    private void refuse(Line refused, Sender sender) {
        String address = sender.peerHost().toString();
        if (admission.lineBy().may(Right.INGEST)) {
            intake.meters().outOfScope(1);
            intake.doorkeeper().tellOutOfScope(1, admission.lineBy(), admission.appOf(refused), address);
        } else {
            intake.meters().denied(1);
            intake.doorkeeper().tellDenied(1, address, admission.reason(refused));
        }
    }

    private boolean isAdded(Line decoded, Sender sender) {
        if (sink.tryAdd(decoded, sender, null, readAtNs)) {
            return true;
        }
        stalledLine = decoded.copy(); // others of this event loop use the parser, which may hold parts of it
        stalledSender = sender;
        return false;
    }

    private void tellWhenEmpty() {
        if (restTaken != null && stalledLine == null && queue.isEmpty()) {
            joined.release(Long.MAX_VALUE);
            if (areJoinedTaken()) {
                sink.tryPublish(null);
                restTaken.trySuccess(null);
            }
        }
    }

    private void tellDrops() {
        isDropCheckDue = false;
        tell(BY_KERNEL, queue.takeNewDrops());
    }

    /** Of all datagrams only the one that is being decoded suffers. */
    private void tellFault(RuntimeException fault) {
        LOG.warn("at=intake.udp reason={}", OwnLog.quoted(fault.toString()));
        tell(BY_FAULT, 1);
    }

    private void tell(String reason, long lost) {
        if (lost > 0) {
            intake.meters().dropped(reason, lost);
            LOG.warn("at=intake.dropped intake={} reason={} count={}", intake.name(), reason, lost);
        }
    }
}
