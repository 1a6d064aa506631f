package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import logtail.event.Line;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * One RELP session, between its decoder and the ring: notes in which frame each line came, and answers the frame once the journal
 * has the line. While that cannot be, as on a full disk, it answers nothing and opens no new session: rsyslog throws a line away
 * that is answered with an error, and sends again what has no answer.
 *
 * <pre>
 *   NEW ── open ──▶ OPEN ── close, end ──▶ ENDING ── all is answered ──▶ OVER: serverclose
 *    └── open that is refused ────────────────▲
 * </pre>
 *
 * Acknowledgements come on the journal writer; all else belongs to one event loop.
 */
final class RelpSession implements LineSink, RelpDecoder.Commands {
    private static final byte[] OPEN = "open".getBytes(US_ASCII);
    private static final byte[] CLOSE = "close".getBytes(US_ASCII);
    private static final byte[] SERVER_CLOSE = "0 serverclose 0\n".getBytes(US_ASCII);
    private static final int ANSWERS_BYTES = 4 * 1024;
    private static final int END_SECONDS = 5;
    private static final long SECOND_NS = 1_000_000_000;

    private enum State {
        NEW,
        OPEN,
        ENDING,
        OVER
    }

    private final Intake intake;
    private final LineSink ring;
    private final RelpLooseEnds looseEnds;
    private final ChannelHandlerContext client;
    private final String host;
    private final RelpDecoder decoder;
    private final RelpWindow window;
    private final AtomicBoolean isAnswering = new AtomicBoolean();
    private State state = State.NEW;
    private boolean hasLines;
    private boolean isWindowFull;
    private boolean isBehindOthers; // until it is known which earlier sessions broke
    private RelpLooseEnds.@Nullable Repetition repetition;
    private @Nullable Runnable resume; // of a stream that waits for the window
    private long asked; // so many frames' lines will be acknowledged
    private @Nullable Future<?> deadline; // of the end
    private boolean isAskingAgain;
    private boolean isClosedInOrder;
    private volatile long kept; // so many frames' lines are in the journal

    RelpSession(
            Intake intake,
            RelpDecoder.Factory decoders,
            RelpLooseEnds looseEnds,
            ChannelHandlerContext client,
            String host) {
        this.intake = intake;
        this.looseEnds = looseEnds;
        this.client = client;
        this.host = host;
        ring = intake.sink();
        window = new RelpWindow(intake.stalled());
        decoder = decoders.open(intake.maxMessageBytes(), this);
    }

    /** The stream of its lines. */
    StreamIntake stream(Sender sender) {
        return intake.stream(sender, decoder, this);
    }

    @Override
    public boolean tryAdd(Line line, Sender sender, @Nullable Attempt attempt, long receivedAtNs) {
        if (state != State.OPEN) {
            throw new MalformedMessageException("frame %d comes %s"
                    .formatted(decoder.number(), state == State.NEW ? "before open" : "behind close"));
        }
        isWindowFull = !window.tryMakeRoom();
        if (isWindowFull || isBehindOthers || !(isRepeated(line) || ring.tryAdd(line, sender, attempt, receivedAtNs))) {
            return false;
        }
        window.takeLine(decoder.number(), decoder.digest());
        if (!decoder.isWhole()) {
            window.waitForRest();
        }
        return true;
    }

    @Override
    public void refuse() {
        window.takeOther(decoder.number(), RelpAnswer.REFUSED);
        if (!decoder.isWhole()) {
            window.waitForRest();
        }
    }

    private boolean isRepeated(Line line) {
        if (!hasLines) {
            hasLines = true;
            boolean isTimeExact = line.timeNs != Line.NO_TIME && line.timeNs % SECOND_NS != 0;
            repetition = looseEnds.begin(host, decoder.digest(), isTimeExact);
        }
        if (repetition != null && !repetition.isNext(decoder.digest())) {
            repetition = null;
        }
        return repetition != null;
    }

    /** Hands the lines to the journal writer, which acknowledges all frames that were taken so far. */
    @Override
    public boolean tryPublish(@Nullable Ack ack) {
        if (asked == window.taken()) {
            return ring.tryPublish(ack);
        }
        if (ring.tryPublish(new Kept(window.taken()))) {
            asked = window.taken();
        } else if (!isAskingAgain) { // nothing was to be published, and there is no slot for the question alone
            isAskingAgain = true;
            ring.whenRoom(() -> client.executor().execute(this::askAgain));
        }
        return true;
    }

    private void askAgain() {
        isAskingAgain = false;
        tryPublish(null);
    }

    @Override
    public void whenRoom(Runnable resume) {
        if (isWindowFull || isBehindOthers) {
            this.resume = resume;
        } else {
            ring.whenRoom(resume);
        }
    }

    @Override
    public boolean isCrowded() {
        return ring.isCrowded();
    }

    @Override
    public void whenTurn(Runnable resume) {
        ring.whenTurn(resume);
    }

    @Override
    public void take(RelpHeader header, byte[] bytes, int from, int to) {
        if (header.isCommand(OPEN) && state == State.NEW) {
            open(header.number(), RelpOffers.read(bytes, from, to));
        } else if (state != State.OPEN) {
            throw new MalformedMessageException("frame %d comes before open".formatted(header.number()));
        } else if (header.isCommand(CLOSE)) {
            isClosedInOrder = window.isEmpty();
            window.takeOther(header.number(), RelpAnswer.CLOSED);
            end();
        } else {
            window.takeOther(header.number(), header.isSyslog() ? RelpAnswer.OK : RelpAnswer.UNKNOWN);
        }
    }

    @Override
    public void takeRest() {
        window.takeRest();
    }

    private void open(int number, RelpOffers offers) {
        Optional<String> objection = offers.objection()
                .or(() -> Optional.of(intake.pipeline().trouble()).filter(trouble -> !trouble.isEmpty()));
        byte[] answer =
                objection.map("500 %s"::formatted).orElseGet(offers::accepted).getBytes(UTF_8);
        ByteBuf frame = client.alloc().buffer();
        frame.writeCharSequence("%d rsp %d ".formatted(number, answer.length), US_ASCII);
        frame.writeBytes(answer).writeByte('\n');
        client.writeAndFlush(frame);
        state = State.OPEN;
        if (objection.isPresent()) {
            intake.meters().closed("not-opened");
            end();
        } else {
            isBehindOthers = true; // the end of the one before may wait to be seen by another loop
            LoopTurns.afterAll(client.executor(), this::begin);
        }
    }

    private void begin() {
        isBehindOthers = false;
        resumeWaiting();
    }

    private void resumeWaiting() {
        Runnable waiting = resume;
        resume = null;
        if (waiting != null) {
            waiting.run();
        }
    }

    /** Answers what is due, as far as the client reads its answers; ends the session when that was asked for. */
    void answer() {
        isAnswering.set(false);
        window.keep(kept);
        boolean isAnswered = false;
        while (window.isDue() && client.channel().isWritable()) {
            ByteBuf answers = client.alloc().buffer(ANSWERS_BYTES);
            window.answer(answers);
            client.write(answers);
            isAnswered = true;
        }
        if (isAnswered) {
            client.flush();
        }
        if (resume != null && !isBehindOthers && window.tryMakeRoom()) {
            resumeWaiting();
        }
        endWhenAnswered();
    }

    /** Takes nothing more, answers what was taken and closes the connection. */
    void end() {
        if (state != State.ENDING && state != State.OVER) {
            state = State.ENDING;
            deadline = client.executor().schedule(() -> client.close(), END_SECONDS, TimeUnit.SECONDS);
        }
        endWhenAnswered();
    }

    boolean isEnding() {
        return state == State.ENDING || state == State.OVER;
    }

    private void endWhenAnswered() {
        if (state == State.ENDING && window.isEmpty()) {
            state = State.OVER;
            client.writeAndFlush(Unpooled.wrappedBuffer(SERVER_CLOSE)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The connection is gone; what came over it before may still be taken. */
    void lose() {
        window.lose();
        if (!isBehindOthers) {
            resumeWaiting();
        }
    }

    /** The connection is gone, and all is taken that came over it. */
    void over() {
        state = State.OVER;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (!isClosedInOrder) {
            long[] lines = window.digests();
            looseEnds.keep(host, lines, lines.length - window.unanswered().length, rest());
        }
        window.end();
    }

    private long[] rest() {
        return repetition == null ? new long[0] : repetition.rest();
    }

    private void breakOff() {
        client.close(); // without answers
    }

    /** Tells that the lines of so many frames are stored; on the journal writer. */
    private final class Kept implements Ack {
        private final long frames;

        Kept(long frames) {
            this.frames = frames;
        }

        @Override
        public void kept() {
            kept = frames;
            if (isAnswering.compareAndSet(false, true)) {
                client.executor().execute(RelpSession.this::answer);
            }
        }

        @Override
        public void refused(Throwable why) {
            client.executor().execute(RelpSession.this::breakOff);
        }
    }
}
