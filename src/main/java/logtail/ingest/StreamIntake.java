package logtail.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.function.Supplier;
import logtail.ingest.rate.RateMeter;
import logtail.ingest.rate.TooFast;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one connection's bytes into lines and adds them to the ring, with back-pressure: from its {@link Decoder} to
 * the {@link LineSink}. Every protocol uses it.
 *
 * <p>All streams of an event loop share one buffer, into which each read goes behind the unfinished message of the
 * previous read, so a connection holds only that unfinished message. When the ring is full the stream stalls: it keeps
 * a copy of the line that it could not add and of the bytes behind it, and the socket is not read until {@link #resume}
 * returns true. The held bytes are accounted against a memory budget. Belongs to one event loop.
 */
public final class StreamIntake {
    /** The size of the largest socket read. */
    public static final int READ_BYTES = 64 * 1024;

    private static final int MUCH_BYTES = 4 * 1024; // of a read

    private final Intake intake;
    private final LineSink sink;
    private final boolean isAttempt;
    private final Pace pace;
    private final TakenLines taken;
    private final DecodedStream stream;
    private boolean isToWait; // for its turn, as others send, too
    private final HeldLines heldLines = new HeldLines(this::giveDue);

    StreamIntake(
            Intake intake,
            LineSink sink,
            Decoder decoder,
            Admission admission,
            @Nullable RateMeter meter,
            @Nullable Attempt attempt,
            Supplier<Scratch> scratch) {
        this.intake = intake;
        this.sink = sink;
        isAttempt = attempt != null;
        pace = new Pace(intake, admission, meter);
        taken = new TakenLines(intake, sink, decoder, admission, pace, attempt);
        stream = new DecodedStream(intake, decoder, taken, scratch);
    }

    /**
     * Consumes all readable bytes; the caller keeps its reference. May be called during a stall, because Netty delivers
     * what the kernel still has at the end of a connection; the bytes are then held. After any exception the stream is
     * broken and must be {@linkplain #abandon abandoned}; the lines before it are published.
     *
     * @return false when the ring is full, or crowded by senders of much like this one, or the sender is too fast: read nothing more until {@link #resume} has returned true
     * @throws MalformedMessageException when the decoder cannot continue
     * @throws NotAdmittedException when a line is from somebody who may not send
     * @throws MemoryUsedUpException when there is no memory for the bytes to hold
     */
    public boolean accept(ByteBuf in) {
        heldLines.throwFailure();
        if (stream.isStalled() || pace.isPaused()) {
            stream.keep(in);
            return false;
        }
        try {
            taken.begin(intake.nowNs());
            if (pace.isExceeded()) { // whoever sent too much over another connection
                stream.keep(in);
                return false;
            }
            int bytes = in.readableBytes();
            if (!stream.take(in) || pace.isExceeded()) {
                return false;
            }
            isToWait = bytes > MUCH_BYTES && sink.isCrowded();
            return !isToWait;
        } finally {
            endTurn();
        }
    }

    /**
     * Gives the lines that are held back, as more may belong to them, when their time is over, on the event loop that uses this
     * stream. Without it they wait for the next line, {@link #flush} or the end.
     */
    public StreamIntake givingHeldOn(EventExecutor loop) {
        if (!isAttempt) { // a body with a key is whole, and its lines must be the same each time
            heldLines.useLoop(loop);
        }
        return this;
    }

    /**
     * Adds the lines that are held back, as before an acknowledgement of all lines so far.
     *
     * @return false when the ring is full: call again once {@link #resume} has returned true
     */
    public boolean flush() {
        try {
            return stream.goOn() && stream.release(Long.MAX_VALUE);
        } finally {
            endTurn();
        }
    }

    /** Continues after a stall; true when all held bytes are consumed. */
    public boolean resume() {
        if (!pace.isOver()) {
            return false;
        }
        try {
            return stream.goOn() && !pace.isExceeded();
        } finally {
            endTurn();
        }
    }

    /**
     * Ends the stream: the remaining bytes are its last line. Call again after a stall. Waits for no rate, as nothing more
     * comes.
     *
     * @param ack called once all lines of the stream are stored
     * @return false when the ring is full
     */
    public boolean end(@Nullable Ack ack) {
        pace.hurry();
        try {
            if (!stream.goOn() || !stream.finish()) {
                return false;
            }
            pace.charge(); // the last lines
            if (!sink.tryPublish(ack)) {
                return false;
            }
        } finally {
            endTurn();
        }
        abandon();
        return true;
    }

    /**
     * Ends the stream where it is, also a broken one: what there is of an unfinished message makes no line. Call again after a
     * stall.
     *
     * @param ack called once all lines before are stored
     * @return false when the ring is full
     */
    public boolean stop(@Nullable Ack ack) {
        if (!stream.stop()) {
            return false;
        }
        abandon();
        return sink.tryPublish(ack);
    }

    /** Runs {@code resume} once when the ring has room, or the sender has waited, on any thread; it must be quick. */
    public void whenRoom(Runnable resume) {
        if (pace.isPaused()) {
            pace.whenOver(resume);
        } else if (isToWait) {
            isToWait = false;
            sink.whenTurn(resume);
        } else {
            sink.whenRoom(resume);
        }
    }

    /** Why no lines are stored at the moment; empty when they are. */
    public String trouble() {
        return intake.pipeline().trouble();
    }

    /** Makes a sender that is too fast nothing to wait for here: its owner asks {@link #tooFast} and refuses more. */
    public void neverPause() {
        pace.neverPause();
    }

    /** Why the sender is to wait before it sends more. */
    public Optional<TooFast> tooFast() {
        return pace.tooFast();
    }

    /** Whether it holds a long unfinished message. */
    boolean isHalfLine() {
        return stream.halfLine().isLong();
    }

    /** How long until its unfinished message must have gone on, in nanoseconds. */
    long halfLineLeftNs() {
        return stream.halfLine().leftNs();
    }

    /** Runs {@code close}, on any thread, when others need the memory of its unfinished message. */
    void mayGiveWay(Runnable close) {
        stream.halfLine().mayGiveWay(close);
    }

    /** The outcome so far. */
    public Outcome outcome() {
        return taken.outcome();
    }

    /** The number of the line that comes next, as {@link Rejection#line} counts. */
    public long nextLine() {
        return taken.nextLine();
    }

    /** Releases the bytes that were not consumed; adds the lines that are held back, as far as the ring has room. */
    public void abandon() {
        heldLines.end();
        if (!isAttempt && stream.isHoldingBack()) {
            int lost = stream.giveLast();
            sink.tryPublish(null);
            if (lost > 0) {
                intake.meters().dropped("abandoned", lost);
            }
        }
        stream.clear();
    }

    /** Adds the lines that have been held back long enough, outside of a read; goes on by itself when the ring was full. */
    private void giveDue() {
        if (pace.isPaused()) {
            return; // it goes on by itself, and what is held back with it
        }
        try {
            pace.withoutPause(this::addDue);
        } finally {
            endTurn();
        }
    }

    private void addDue() {
        if (!(stream.isStalled() ? stream.goOn() : stream.release(intake.nowNs()))) {
            heldLines.giveWhenRoom(sink);
        }
    }

    /** Ends a turn: what was added is the journal writer's, and what is held back gets its time. */
    private void endTurn() {
        sink.tryPublish(null);
        if (!stream.isStalled()) {
            heldLines.await(stream.dueInNs());
        }
    }
}
