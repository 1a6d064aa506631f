package logtail.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import logtail.access.Right;
import logtail.event.Line;
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

    private static final int LEAST_REST_BYTES = 256;
    private static final int LARGE_REST_BYTES = 4 * 1024; // a larger array shrinks when less is needed
    private static final byte[] NOTHING = {};
    private static final long LEAST_PAUSE_NS = 1_000_000;
    private static final long MOST_PAUSE_NS = 1_000_000_000; // then the rules are asked again

    private final Intake intake;
    private final Decoder decoder;
    private final LineSink sink;
    private final Supplier<Scratch> scratch;
    private final @Nullable Attempt attempt;
    private final HeldBytes held;
    private final HalfLines.Holder halfLine;
    private final Deque<ByteBuf> unread = new ArrayDeque<>(); // bytes that came during the stall
    private final Admission admission;
    private final Sender sender;
    private final Rejections rejections = new Rejections();
    private final @Nullable RateMeter meter; // null without rules
    private boolean pauses = true;
    private boolean isPaused; // until its buckets have room
    private boolean isHurried; // as nothing more comes
    private long unreadBytes;
    private byte[] rest = NOTHING;
    private int restLength;
    private @Nullable Line stalledLine; // decoded but not added
    private byte[] stalled = NOTHING; // the bytes behind stalledLine
    private int kept; // how many stored lines of an earlier attempt are still to be skipped
    private long taken;
    private int truncated;
    private boolean isEnded;
    private boolean isStopped; // nothing more is decoded
    private int emptyTold;
    private final HeldLines heldLines = new HeldLines(this::giveDue);

    StreamIntake(
            Intake intake,
            LineSink sink,
            Decoder decoder,
            Admission admission,
            @Nullable RateMeter meter,
            @Nullable Attempt attempt,
            Supplier<Scratch> scratch) {
        this.scratch = scratch;
        this.meter = meter;
        this.intake = intake;
        this.decoder = decoder;
        this.admission = admission;
        sender = admission.sender();
        this.attempt = attempt;
        kept = attempt == null ? 0 : attempt.lines();
        this.sink = sink;
        halfLine = intake.halfLines().newHolder();
        held = new HeldBytes(intake.stalled(), halfLine);
    }

    /**
     * Consumes all readable bytes; the caller keeps its reference. May be called during a stall, because Netty delivers
     * what the kernel still has at the end of a connection; the bytes are then held. After any exception the stream is
     * broken and must be {@linkplain #abandon abandoned}; the lines before it are published.
     *
     * @return false when the ring is full, or the sender is too fast: read nothing more until {@link #resume} has returned true
     * @throws MalformedMessageException when the decoder cannot continue
     * @throws NotAdmittedException when a line is from somebody who may not send
     * @throws MemoryUsedUpException when there is no memory for the bytes to hold
     */
    public boolean accept(ByteBuf in) {
        heldLines.throwFailure();
        if (stalledLine != null || isPaused) {
            holdUnread(in);
            return false;
        }
        try {
            identify(intake.nowNs());
            if (isTooFast()) { // whoever sent too much over another connection
                holdUnread(in);
                return false;
            }
            return take(in) && !isTooFast();
        } finally {
            publish();
        }
    }

    /**
     * Gives the lines that are held back, as more may belong to them, when their time is over, on the event loop that uses this
     * stream. Without it they wait for the next line, {@link #flush} or the end.
     */
    public StreamIntake givingHeldOn(EventExecutor loop) {
        if (attempt == null) { // a body with a key is whole, and its lines must be the same each time
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
            return goOn() && release(Long.MAX_VALUE);
        } finally {
            publish();
        }
    }

    /** Continues after a stall; true when all held bytes are consumed. */
    public boolean resume() {
        if (isPaused && waitNs() > 0) {
            return false;
        }
        isPaused = false;
        try {
            boolean goesOn = goOn() && !isTooFast();
            if (goesOn) {
                heldLines.await(decoder.dueInNs(intake.nowNs())); // nothing was given during the pause
            }
            return goesOn;
        } finally {
            publish();
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
        isHurried = pauses;
        isPaused = false;
        try {
            if (!goOn()) {
                return false;
            }
            if (!isEnded) {
                isEnded = true;
                decoder.feed(rest, 0, restLength, intake.nowNs());
                decoder.end();
                if (!drain(rest, restLength)) {
                    return false;
                }
            }
            waitNs(); // charges the last lines
            if (!sink.tryPublish(ack)) {
                return false;
            }
        } finally {
            publish();
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
        isStopped = true;
        if (stalledLine == null && !release(Long.MAX_VALUE)) {
            return false;
        }
        abandon();
        return sink.tryPublish(ack);
    }

    /** Runs {@code resume} once when the ring has room, or the sender has waited, on any thread; it must be quick. */
    public void whenRoom(Runnable resume) {
        if (isPaused) {
            long delayNs = Math.clamp(waitNs(), LEAST_PAUSE_NS, MOST_PAUSE_NS);
            CompletableFuture.delayedExecutor(delayNs, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(resume);
        } else {
            sink.whenRoom(resume);
        }
    }

    /** Makes a sender that is too fast nothing to wait for here: its owner asks {@link #tooFast} and refuses more. */
    public void neverPause() {
        pauses = false;
    }

    /** Why the sender is to wait before it sends more. */
    public Optional<TooFast> tooFast() {
        return meter == null ? Optional.empty() : meter.tooFast();
    }

    /** Whether it holds a long unfinished message. */
    boolean isHalfLine() {
        return halfLine.isLong();
    }

    /** How long until its unfinished message must have gone on, in nanoseconds. */
    long halfLineLeftNs() {
        return halfLine.leftNs();
    }

    /** Runs {@code close}, on any thread, when others need the memory of its unfinished message. */
    void mayGiveWay(Runnable close) {
        halfLine.mayGiveWay(close);
    }

    /** The outcome so far. */
    public Outcome outcome() {
        return new Outcome(
                taken,
                truncated,
                decoder.rejected() + rejections.count(),
                decoder.rejected() > 0 ? decoder.firstReason() : rejections.firstReason(),
                rejections.first());
    }

    /** The number of the line that comes next, as {@link Rejection#line} counts. */
    public long nextLine() {
        return taken + rejections.count() + decoder.emptyLines() + 1;
    }

    /** Releases the bytes that were not consumed; adds the lines that are held back, as far as the ring has room. */
    public void abandon() {
        heldLines.end();
        if (stalledLine == null && attempt == null && decoder.heldBytes() > 0) {
            giveLast();
        }
        unread.forEach(ByteBuf::release);
        unread.clear();
        unreadBytes = 0;
        stalledLine = null;
        stalled = NOTHING;
        rest = NOTHING;
        restLength = 0;
        held.set(0);
        halfLine.hold(0);
    }

    private long waitNs() {
        return meter == null ? 0 : meter.endRead();
    }

    /** Begins a pause if the lines so far are more than the rules have room for. */
    private boolean isTooFast() {
        if (meter != null && !pauses) {
            meter.endRead(); // charged now, and asked by its owner
        }
        return meter != null && pauses && mustWait(meter);
    }

    /** @throws TooFastException when it does not pause */
    private boolean mustWait(RateMeter meter) {
        Optional<TooFast> why = meter.tooFast();
        if (why.isEmpty() || isHurried) {
            return false;
        }
        if (!pauses) {
            throw new TooFastException(why.get());
        }
        isPaused = true;
        intake.tellTooFast(why.get().rule(), "paused", admission.address());
        return true;
    }

    private boolean release(long nowNs) {
        decoder.release(nowNs);
        admission.begin(intake.nowNs());
        Line line = scratch.get().line;
        while (decoder.nextHeld(line)) {
            if (!isTaken(line, intake.nowNs())) {
                hold(line, rest, 0, restLength);
                return false;
            }
        }
        return true;
    }

    /** Adds what is held back as far as the ring has room, and counts the rest. */
    private void giveLast() {
        decoder.release(Long.MAX_VALUE);
        Line line = scratch.get().line;
        int lost = 0;
        admission.begin(intake.nowNs());
        while (decoder.nextHeld(line)) {
            boolean isRefused = admission.verdict(line) != Admission.Verdict.TAKEN;
            lost += isRefused || (lost == 0 && isTaken(line, intake.nowNs())) ? 0 : 1;
        }
        publish();
        if (lost > 0) {
            intake.meters().dropped("abandoned", lost);
        }
    }

    /** Adds the lines that have been held back long enough, outside of a read; goes on by itself when the ring was full. */
    private void giveDue() {
        if (isPaused) {
            return; // it goes on by itself, and what is held back with it
        }
        boolean wasHurried = isHurried;
        isHurried = true; // its lines were sent before, and wait long enough
        try {
            boolean isDone = stalledLine == null ? release(intake.nowNs()) : goOn();
            if (isDone) {
                heldLines.await(decoder.dueInNs(intake.nowNs()));
            } else {
                heldLines.giveWhenRoom(sink);
            }
        } finally {
            isHurried = wasHurried;
            publish();
        }
    }

    private void publish() {
        sink.tryPublish(null);
    }

    private boolean goOn() {
        Line line = stalledLine;
        if (line != null) {
            if (!sink.tryAdd(line, sender, attempt, intake.nowNs())) {
                return false;
            }
            taken++;
            byte[] bytes = stalled;
            stalledLine = null;
            stalled = NOTHING;
            if (isStopped) {
                return release(Long.MAX_VALUE);
            }
            decoder.feed(bytes, 0, bytes.length, intake.nowNs());
            if (!drain(bytes, bytes.length)) {
                return false;
            }
        }
        while (!unread.isEmpty()) {
            ByteBuf more = unread.remove();
            unreadBytes -= more.readableBytes();
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

    private boolean take(ByteBuf in) {
        while (in.isReadable()) {
            int count = Math.min(in.readableBytes(), READ_BYTES);
            byte[] buffer = behindRest(count);
            in.readBytes(buffer, restLength, count);
            int length = restLength + count;
            decoder.feed(buffer, 0, length, intake.nowNs());
            if (!drain(buffer, length)) {
                if (in.isReadable()) {
                    holdUnreadFirst(in);
                }
                return false;
            }
        }
        return true;
    }

    /**
     * The array that has room for {@code count} bytes behind the rest: the shared buffer, or for large messages that of
     * the rest.
     */
    private byte[] behindRest(int count) {
        if (restLength <= READ_BYTES) {
            byte[] buffer = scratch.get().buffer;
            System.arraycopy(rest, 0, buffer, 0, restLength);
            return buffer;
        }
        growRest(restLength + count);
        return rest;
    }

    /** Adds all lines of the bytes fed; false when the ring is full and the stream has stalled. */
    private boolean drain(byte[] buffer, int length) {
        Line line = scratch.get().line;
        long nowNs = intake.nowNs();
        identify(nowNs);
        while (decoder.next(line)) {
            if (!isTaken(line, nowNs)) {
                hold(line, buffer, decoder.restFrom(), length);
                return false;
            }
        }
        int empty = decoder.emptyLines();
        if (empty != emptyTold) {
            intake.meters().takeEmpty(empty - emptyTold);
            emptyTold = empty;
        }
        int restFrom = decoder.restFrom();
        if (decoder.heldBytes() > 0 && !held.trySet(Math.max(rest.length, capacity(length - restFrom)) + heldBytes())) {
            decoder.release(Long.MAX_VALUE); // rather than that the connection ends
            return drain(buffer, length);
        }
        keepRest(buffer, restFrom, length);
        heldLines.await(decoder.dueInNs(nowNs));
        return true;
    }

    /** Adds the line, unless an earlier attempt has, or refuses it; false when the ring is full. */
    private boolean isTaken(Line line, long nowNs) {
        if (admission.verdict(line) != Admission.Verdict.TAKEN) {
            refuse(line);
            return true;
        }
        truncated += (line.flags & Line.TRUNCATED) == 0 ? 0 : 1;
        if (kept > 0) {
            kept--;
        } else if (!isAdded(line, nowNs)) {
            return false;
        }
        taken++;
        return true;
    }

    private void identify(long nowNs) {
        admission.begin(nowNs);
        if (meter != null) {
            meter.from(admission.address(), admission.token());
        }
    }

    private boolean isAdded(Line line, long nowNs) {
        if (meter != null && !meter.add(admission.appOf(line), line.wireBytes) && mustWait(meter)) {
            return false;
        }
        return sink.tryAdd(line, sender, attempt, nowNs);
    }

    /** @throws NotAdmittedException when its sender may not send at all, so that nothing behind it is taken either */
    private void refuse(Line line) {
        String address = sender.peerHost().toString();
        if (admission.lineBy().may(Right.INGEST)) {
            if (rejections.wantsReason()) {
                rejections.add(nextLine(), admission.reason(line));
            } else {
                rejections.add();
            }
            sink.refuse();
            intake.meters().outOfScope(1);
            intake.doorkeeper().tellOutOfScope(1, admission.lineBy(), admission.appOf(line), address);
        } else {
            String reason = admission.reason(line);
            intake.meters().denied(1);
            intake.doorkeeper().tellDenied(1, address, reason);
            throw new NotAdmittedException(reason);
        }
    }

    /** Keeps a line that the ring had no room for, and the bytes behind it. */
    private void hold(Line line, byte[] buffer, int from, int to) {
        held.set(line.copyBytes() + (to - from) + heldBytes());
        stalledLine = line.copy();
        stalled = Arrays.copyOfRange(buffer, from, to);
        rest = NOTHING;
        restLength = 0;
    }

    private void keepRest(byte[] buffer, int from, int to) {
        int length = to - from;
        if (length > decoder.maxMessageBytes()) {
            throw new MalformedMessageException("a message is longer than %d bytes, the most that is taken here"
                    .formatted(decoder.maxMessageBytes()));
        }
        boolean isTooLarge = rest.length > LARGE_REST_BYTES && length < rest.length / 4;
        int capacity = isTooLarge || length > rest.length ? capacity(length) : rest.length;
        held.set(capacity + heldBytes());
        byte[] target = capacity == rest.length ? rest : new byte[capacity];
        System.arraycopy(buffer, from, target, 0, length);
        rest = target;
        restLength = length;
        halfLine.hold(length);
    }

    private void growRest(int least) {
        if (least > rest.length) {
            held.set(capacity(least) + heldBytes());
            rest = Arrays.copyOf(rest, capacity(least));
        }
    }

    /** The bytes that it holds beside a rest or a stalled line. */
    private long heldBytes() {
        return unreadBytes + decoder.heldBytes();
    }

    private static int capacity(int least) {
        return least == 0 ? 0 : Math.max(LEAST_REST_BYTES, Integer.highestOneBit(least - 1) << 1);
    }

    private void holdUnread(ByteBuf in) {
        holdMore(in.readableBytes());
        unread.add(in.readRetainedSlice(in.readableBytes()));
    }

    private void holdUnreadFirst(ByteBuf in) {
        holdMore(in.readableBytes());
        unread.addFirst(in.readRetainedSlice(in.readableBytes()));
    }

    private void holdMore(int bytes) {
        Line line = stalledLine;
        held.set((line == null ? 0 : line.copyBytes()) + stalled.length + heldBytes() + bytes);
        unreadBytes += bytes;
    }
}
