package logtail.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import logtail.parse.Frames;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What every stream of bytes goes through: found frames, parsed in place, encoded into the ring, one slot per read.
 *
 * <p>The bytes of a read are put behind the unfinished frame of the one before in a buffer that all streams of an event
 * loop share, so a connection holds only that unfinished frame. When the ring is full the stream stalls: it keeps a copy
 * of what it could not write, and whoever reads the socket stops until {@link #resume} says that all is taken. Belongs to
 * one event loop thread.
 */
public final class StreamIntake {
    /** Most bytes taken at once; a socket read brings no more. */
    public static final int READ_BYTES = 64 * 1024;

    private static final FastThreadLocal<byte[]> SHARED = new FastThreadLocal<>();
    private static final byte[] NOTHING = {};

    private final Intake intake;
    private final Frames frames;
    private final LineWriter writer;
    private final Sender sender;
    private final @Nullable Attempt delivery;
    private final Deque<ByteBuf> unread = new ArrayDeque<>(); // what came after the stall
    private byte[] rest = NOTHING;
    private int restLength;
    private byte @Nullable [] stalled; // begins with a frame that was found but not written
    private int stalledFrameLength;
    private boolean isStalledFrameTruncated;
    private int stalledRestFrom;
    private boolean hasLastFrame;
    private int emptyTold;

    StreamIntake(Intake intake, Frames frames, LineWriter writer, Sender sender, @Nullable Attempt delivery) {
        this.delivery = delivery;
        this.intake = intake;
        this.frames = frames;
        this.writer = writer;
        this.sender = sender;
    }

    /**
     * Takes all readable bytes; the caller keeps its reference. May be called in a stall, since the end of a connection
     * brings what the kernel still has, asked or not; the bytes are held then.
     *
     * @return false when the ring is full: read nothing more until {@link #resume} has given true
     */
    public boolean accept(ByteBuf in) {
        if (stalled != null) {
            unread.add(in.readRetainedSlice(in.readableBytes()));
            return false;
        }
        writer.belongTo(delivery);
        return take(in);
    }

    /** Goes on after a stall; true when all that was accepted is taken. */
    public boolean resume() {
        writer.belongTo(delivery);
        byte[] bytes = stalled;
        if (bytes != null) {
            if (!writer.tryWrite(bytes, 0, stalledFrameLength, isStalledFrameTruncated, sender, intake.nowNs())) {
                return false;
            }
            stalled = null;
            frames.wrap(bytes, stalledRestFrom, bytes.length);
            if (!drain(bytes, bytes.length)) {
                return false;
            }
        }
        while (!unread.isEmpty()) {
            ByteBuf more = unread.remove();
            try {
                if (!take(more)) {
                    return false;
                }
            } finally {
                more.release();
            }
        }
        return true;
    }

    /**
     * The stream has ended: what is left of it is its last frame. Call again after a stall.
     *
     * @param ack told when all of the stream is kept
     * @return false when the ring is full
     */
    public boolean end(@Nullable Ack ack) {
        writer.belongTo(delivery);
        if (restLength > 0) {
            frames.wrap(rest, 0, restLength);
            restLength = 0;
            hasLastFrame = frames.end();
        }
        if (hasLastFrame) {
            hasLastFrame = !write(rest, intake.nowNs());
            if (hasLastFrame) {
                return false;
            }
        }
        if (ack != null) {
            return writer.tryPublish(ack);
        }
        writer.publish();
        return true;
    }

    /** Lets go of what was not taken. */
    public void abandon() {
        unread.forEach(ByteBuf::release);
        unread.clear();
        stalled = null;
    }

    private boolean take(ByteBuf in) {
        while (in.isReadable()) {
            byte[] buffer = shared();
            System.arraycopy(rest, 0, buffer, 0, restLength);
            int count = Math.min(in.readableBytes(), READ_BYTES);
            in.readBytes(buffer, restLength, count);
            int length = restLength + count;
            frames.wrap(buffer, 0, length);
            if (!drain(buffer, length)) {
                if (in.isReadable()) {
                    unread.addFirst(in.readRetainedSlice(in.readableBytes()));
                }
                return false;
            }
        }
        return true;
    }

    /** Writes all complete frames of the wrapped bytes; false when the ring is full, and then the stream has stalled. */
    private boolean drain(byte[] buffer, int length) {
        long nowNs = intake.nowNs();
        while (frames.next()) {
            if (!write(buffer, nowNs)) {
                stall(buffer, length);
                return false;
            }
        }
        writer.publish();
        if (frames.emptyFrames() != emptyTold) {
            intake.meters().takeEmpty(frames.emptyFrames() - emptyTold);
            emptyTold = frames.emptyFrames();
        }
        keepRest(buffer, frames.restFrom(), length);
        return true;
    }

    private boolean write(byte[] buffer, long nowNs) {
        return writer.tryWrite(buffer, frames.frameFrom(), frames.frameTo(), frames.isTruncated(), sender, nowNs);
    }

    private void stall(byte[] buffer, int length) {
        int from = frames.frameFrom();
        stalled = Arrays.copyOfRange(buffer, from, length);
        stalledFrameLength = frames.frameTo() - from;
        isStalledFrameTruncated = frames.isTruncated();
        stalledRestFrom = frames.restFrom() - from;
        restLength = 0;
    }

    private void keepRest(byte[] buffer, int from, int to) {
        restLength = to - from;
        if (restLength > rest.length) {
            rest = new byte[Math.max(restLength, Math.min(2 * rest.length, intake.maxFrameBytes()))];
        }
        System.arraycopy(buffer, from, rest, 0, restLength);
    }

    private byte[] shared() {
        byte[] buffer = SHARED.get();
        int needed = READ_BYTES + Math.max(restLength, intake.maxFrameBytes() + 64);
        if (buffer == null || buffer.length < needed) {
            buffer = new byte[needed];
            SHARED.set(buffer);
        }
        return buffer;
    }
}
