package logtail.ingest;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import logtail.event.Line;

/**
 * From the bytes of one stream to its {@link TakenLines}: decodes each read behind the unfinished message of the one before, and keeps
 * what cannot be added yet. What it holds is accounted against a memory budget. Belongs to the thread of its stream.
 */
final class DecodedStream {
    private final Intake intake;
    private final Decoder decoder;
    private final TakenLines taken;
    private final Supplier<Scratch> scratch;
    private final HalfLines.Holder halfLine;
    private final HeldBytes held;
    private final UnfinishedMessage rest;
    private final Backlog backlog = new Backlog();
    private boolean isEnded;
    private boolean isStopped; // nothing more is decoded
    private int emptyTold;

    /** @param scratch what it decodes with */
    DecodedStream(Intake intake, Decoder decoder, TakenLines taken, Supplier<Scratch> scratch) {
        this.scratch = scratch;
        this.intake = intake;
        this.decoder = decoder;
        this.taken = taken;
        halfLine = intake.halfLines().newHolder();
        held = new HeldBytes(intake.stalled(), halfLine);
        rest = new UnfinishedMessage(halfLine, scratch);
    }

    /** Its unfinished message, for others who want the memory. */
    HalfLines.Holder halfLine() {
        return halfLine;
    }

    /** Whether a line waits to be added: then only {@link #goOn} does anything. */
    boolean isStalled() {
        return backlog.line() != null;
    }

    /** Keeps bytes that come while it is stalled, or paused. */
    void keep(ByteBuf in) {
        account(rest.capacity(), in.readableBytes());
        backlog.addLast(in);
    }

    /** Adds the lines of these bytes; false when it stalls, and keeps what is left of them. */
    boolean take(ByteBuf in) {
        while (in.isReadable()) {
            int count = Math.min(in.readableBytes(), StreamIntake.READ_BYTES);
            if (rest.capacityWith(count) > rest.capacity()) {
                account(rest.capacityWith(count), 0);
            }
            byte[] buffer = rest.withRoomFor(count);
            in.readBytes(buffer, rest.length(), count);
            int length = rest.length() + count;
            decoder.feed(buffer, 0, length, intake.nowNs());
            if (!drain(buffer, length)) {
                if (in.isReadable()) {
                    account(rest.capacity(), in.readableBytes());
                    backlog.addFirst(in);
                }
                return false;
            }
        }
        return true;
    }

    /** Adds what it stalled with, and what came since; false when it stalls again. */
    boolean goOn() {
        Line line = backlog.line();
        if (line != null) {
            if (!taken.tryAddLater(line, intake.nowNs())) {
                return false;
            }
            byte[] behind = backlog.takeBehindLine();
            if (isStopped) {
                return release(Long.MAX_VALUE);
            }
            decoder.feed(behind, 0, behind.length, intake.nowNs());
            if (!drain(behind, behind.length)) {
                return false;
            }
        }
        for (ByteBuf more = backlog.next(); more != null; more = backlog.next()) {
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

    /** Makes the remaining bytes the last line; false when it stalls. May be called again. */
    boolean finish() {
        if (isEnded) {
            return true;
        }
        isEnded = true;
        decoder.feed(rest.bytes(), 0, rest.length(), intake.nowNs());
        decoder.end();
        return drain(rest.bytes(), rest.length());
    }

    /** Decodes nothing more, and adds the lines that the decoder holds back; false when it is stalled. May be called again. */
    boolean stop() {
        isStopped = true;
        return isStalled() || release(Long.MAX_VALUE);
    }

    /** In how many nanoseconds the first of the lines is due that the decoder holds back. */
    long dueInNs() {
        return decoder.dueInNs(intake.nowNs());
    }

    /** Adds the lines that the decoder has held back long enough, or all for {@link Long#MAX_VALUE}; false when it stalls. */
    boolean release(long nowNs) {
        decoder.release(nowNs);
        taken.begin(intake.nowNs());
        Line line = scratch.get().line;
        while (decoder.nextHeld(line)) {
            if (!taken.tryTake(line, intake.nowNs())) {
                hold(line, rest.bytes(), 0, rest.length());
                return false;
            }
        }
        return true;
    }

    /** Whether its decoder holds lines back, and nothing is in their way. */
    boolean isHoldingBack() {
        return !isStalled() && decoder.heldBytes() > 0;
    }

    /** Adds those lines as far as the ring has room. Returns how many are lost. */
    int giveLast() {
        decoder.release(Long.MAX_VALUE);
        taken.begin(intake.nowNs());
        Line line = scratch.get().line;
        int lost = 0;
        while (decoder.nextHeld(line)) {
            boolean isOver = !taken.isAdmitted(line) || (lost == 0 && taken.tryTake(line, intake.nowNs()));
            lost += isOver ? 0 : 1;
        }
        return lost;
    }

    /** Releases all that it holds. */
    void clear() {
        backlog.clear();
        rest.drop();
        held.set(0);
        halfLine.hold(0);
    }

    /** Adds all lines of the bytes fed; false when it stalls. */
    private boolean drain(byte[] buffer, int length) {
        Line line = scratch.get().line;
        long nowNs = intake.nowNs();
        taken.begin(nowNs);
        while (decoder.next(line)) {
            if (!taken.tryTake(line, nowNs)) {
                hold(line, buffer, decoder.restFrom(), length);
                return false;
            }
        }
        tellEmpty();
        int restFrom = decoder.restFrom();
        if (decoder.heldBytes() > 0 && !held.trySet(bytesWith(rest.capacityOf(length - restFrom)))) {
            decoder.release(Long.MAX_VALUE); // rather than that the connection ends
            return drain(buffer, length);
        }
        keepRest(buffer, restFrom, length);
        return true;
    }

    private void tellEmpty() {
        int empty = decoder.emptyLines();
        if (empty != emptyTold) {
            intake.meters().takeEmpty(empty - emptyTold);
            emptyTold = empty;
        }
    }

    private void keepRest(byte[] buffer, int from, int to) {
        if (to - from > decoder.maxMessageBytes()) {
            throw new MalformedMessageException("a message is longer than %d bytes, the most that is taken here"
                    .formatted(decoder.maxMessageBytes()));
        }
        account(rest.capacityOf(to - from), 0);
        rest.keep(buffer, from, to);
    }

    /** Keeps a line that the ring had no room for, and the bytes behind it. */
    private void hold(Line line, byte[] buffer, int from, int to) {
        account(0, line.copyBytes() + (to - from));
        backlog.hold(line, buffer, from, to);
        rest.drop();
    }

    /** @throws MemoryUsedUpException when there is no memory for that much rest, and so much more in the backlog */
    private void account(int restBytes, long more) {
        held.set(bytesWith(restBytes) + more);
    }

    private long bytesWith(int restBytes) {
        return restBytes + backlog.bytes() + decoder.heldBytes();
    }
}
