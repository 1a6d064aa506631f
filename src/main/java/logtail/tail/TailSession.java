package logtail.tail;

import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import org.jspecify.annotations.Nullable;

/**
 * The read path on one page: one subscriber's way through the journal. It stands in one state and belongs to one thread
 * at a time, which {@link TailHub} hands over.
 *
 * <pre>
 *   SEARCHING ──start found──▶ CATCHING_UP ──level with the live reader──▶ LIVE
 *   (tail-history)             (tail-history) ◀──the sink is full────── (tail-live)
 *                                   │ end of a session that does not follow
 *                                   ▼
 *   GOING_BACK ──all shown──────▶ ENDED ◀── cancelled, from any state
 * </pre>
 *
 * {@link #position} is the id of the last event that this session has dealt with. It is the only thing that a change of
 * state carries over, so what is read twice is not delivered twice, and what is missing is told as a gap.
 */
public final class TailSession {
    enum State {
        SEARCHING,
        CATCHING_UP,
        GOING_BACK,
        LIVE,
        ENDED
    }

    private static final long NOT_BEGUN = -1;
    private static final long CONTEXT_IDS = 65_536; // read before the first event, in the hope of finding enough
    private static final int SLICE_BYTES = 1 << 20; // of journal, read before another session has its turn

    private final Journal journal;
    private final TailQuery query;
    private final Selection selection;
    private final Ordering delivery;
    private final EncodedBlock ownOutput;
    private final EventFormat format;
    private final EventFormat.Kind kind;
    private final TailSink sink;
    private final long arrivedAt;
    private final Output notice = new Output();
    private @Nullable JournalReader reader;
    private @Nullable CandidateRanges stretches;
    private @Nullable LastEvents search;
    private @Nullable NewestFirst backward;
    private volatile State state;
    private long position = NOT_BEGUN;
    private boolean isLevel;
    private volatile boolean isCancelled;

    TailSession(Journal journal, TailQuery query, EventFormat.Kind kind, TailSink sink) {
        this.journal = journal;
        this.query = query;
        this.kind = kind;
        this.sink = sink;
        selection = new Selection(query);
        delivery = Ordering.of(query, kind, sink);
        ownOutput = new EncodedBlock(kind);
        format = kind.create();
        arrivedAt = Math.min(journal.lastIndex(), lastWanted(query));
        state = begin();
    }

    /** The id of the newest event when this session was opened. */
    public long arrivedAt() {
        return arrivedAt;
    }

    /** Whether all of the history has been delivered; any thread. */
    public boolean isLive() {
        return state == State.LIVE;
    }

    /** Ends the session soon without another word; any thread. */
    void cancel() {
        isCancelled = true;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    State state() {
        return state;
    }

    EventFormat.Kind kind() {
        return kind;
    }

    TailSink sink() {
        return sink;
    }

    /** Whether the last {@link #catchUp} came to the end of the journal. */
    boolean isLevel() {
        return isLevel;
    }

    long position() {
        return position;
    }

    private State begin() {
        if (query.order() instanceof TailQuery.Order.NewestFirst) {
            return State.GOING_BACK;
        }
        if (query.after() != TailQuery.NO_CURSOR) {
            startAt(query.after() + 1, !query.context().isBehindCursorOnly());
            return State.CATCHING_UP;
        }
        if (query.lines() == 0) {
            position = arrivedAt;
            return State.CATCHING_UP;
        }
        return query.lines() == TailQuery.ALL ? State.CATCHING_UP : State.SEARCHING;
    }

    /**
     * Does a slice of history; the tail-history thread.
     *
     * @return true when there is more to do at once; false when the end of the journal is reached, the sink is full or
     *     the session has ended
     */
    boolean catchUp() {
        isLevel = false;
        if (isCancelled) {
            close();
        }
        return switch (state) {
            case SEARCHING -> search();
            case CATCHING_UP -> readOn();
            case GOING_BACK -> goBack();
            case LIVE, ENDED -> false;
        };
    }

    /** Takes part in the live group from now on; the tail-live thread, with the sink that it shares encodings with. */
    void goLive() {
        closeReader();
        state = State.LIVE;
    }

    /** Leaves the live group; history is read from {@link #position} on when there is room again. */
    void fallBehind() {
        state = State.CATCHING_UP;
    }

    /** Delivers what is wanted of a block, once; the thread that owns the session. */
    void deliver(Block block, EncodedBlock output) {
        if (block.lastIndex() <= position) {
            return;
        }
        if (position != NOT_BEGUN && block.firstIndex() > position + 1) {
            tellGap(position + 1, block.firstIndex() - 1);
        }
        delivery.take(block, selection, position, output);
        position = block.lastIndex();
    }

    /** Shows what was held back until now; the thread that owns the session. Returns when to come again. */
    long release(long nowNs) {
        delivery.release(nowNs);
        return delivery.dueNs();
    }

    /** Whether all that was wanted has been shown. */
    boolean isDone() {
        return delivery.isDone();
    }

    /** Nothing is left to read up to this id: what should be there and is not is told; the thread that owns the session. */
    void nothingLeftTo(long last) {
        if (position != NOT_BEGUN && position < last) {
            tellGap(position + 1, last);
            position = last;
        }
    }

    /**
     * Says good-bye where the format can, and ends the stream; the thread that owns the session. A session that does not
     * follow has not shown all of its history, so its stream is left to break: a good end would say that this was all.
     */
    void end() {
        if (state == State.ENDED) {
            return;
        }
        close();
        delivery.finish();
        if (!query.isFollowing()) {
            sink.flush();
            return;
        }
        notice.clear();
        format.bye(notice);
        sink.write(notice.bytes(), 0, notice.length());
        sink.end();
    }

    void close() {
        closeReader();
        state = State.ENDED;
    }

    private boolean search() {
        if (search == null) {
            var all = new IdRange(firstWanted(), arrivedAt + 1);
            search = new LastEvents(reader(), stretches(), selection, all, query.lines());
        }
        if (search.search()) {
            startAt(search.start(), true);
            search = null;
            seek();
            state = State.CATCHING_UP;
        }
        return true;
    }

    /** Only looks as far back as {@code since} allows. */
    private long firstWanted() {
        if (query.sinceNs() == Long.MIN_VALUE || query.isByTime()) {
            return journal.firstIndex();
        }
        reader().seekReceived(query.sinceNs());
        Block block = reader().next();
        return block == null ? arrivedAt + 1 : block.firstIndex();
    }

    /** What stands around one event is not looked for without end. */
    private static long lastWanted(TailQuery query) {
        return query.context().isBehindCursorOnly() ? Long.MAX_VALUE : query.after() + CONTEXT_IDS;
    }

    /** @param withContext whether what lies before may be shown as context */
    private void startAt(long id, boolean withContext) {
        position = id - 1;
        if (withContext
                && delivery instanceof WithContext context
                && query.context().before() > 0) {
            context.showFrom(id);
            position = Math.max(journal.firstIndex(), id - CONTEXT_IDS) - 1;
        }
    }

    private boolean goBack() {
        if (backward == null) {
            var all = new IdRange(firstWanted(), arrivedAt + 1);
            long wanted = Math.min(query.lines(), query.max());
            backward = new NewestFirst(reader(), stretches(), selection, kind.create(), sink, all, wanted);
        }
        while (sink.hasRoom()) {
            if (backward.show(journal.firstIndex())) {
                finish();
                return false;
            }
        }
        sink.flush();
        return false;
    }

    private boolean readOn() {
        if (reader == null) {
            seek();
        }
        for (int read = 0; read < SLICE_BYTES; ) {
            passOver();
            if (isAtEnd() || isDone()) {
                finish();
                return false;
            }
            if (!sink.hasRoom()) {
                break;
            }
            long visible = journal.lastIndex();
            Block block = reader().next();
            if (block == null) {
                reachEnd(query.isFollowing() ? visible : arrivedAt);
                return false;
            }
            read += block.lengthBytes();
            ownOutput.begin(block);
            deliver(block, ownOutput);
        }
        sink.flush();
        return sink.hasRoom();
    }

    /** Goes to where something may be selected. What is passed over is known to be there, so it is no gap. */
    private void passOver() {
        if (position == NOT_BEGUN) {
            return;
        }
        long next = stretches().next(position + 1);
        if (next > position + 1) {
            position = next - 1;
            reader().seek(next);
        }
    }

    private void reachEnd(long last) {
        nothingLeftTo(last);
        if (query.isFollowing()) {
            sink.flush();
            isLevel = true;
        } else {
            finish();
        }
    }

    private boolean isAtEnd() {
        return !query.isFollowing() && position >= arrivedAt;
    }

    /** Ends the stream in good order; the thread that owns the session. */
    void finish() {
        delivery.finish();
        sink.flush();
        close();
        sink.end();
    }

    private void seek() {
        if (position == NOT_BEGUN && !query.isByTime()) {
            reader().seekReceived(query.sinceNs());
            return;
        }
        if (position == NOT_BEGUN) {
            position = journal.firstIndex() - 1;
        }
        long last = journal.lastIndex();
        if (position > last) {
            tell(new Gap(last + 1, last, Gap.Reason.RESET));
            position = NOT_BEGUN;
            reader().seek(journal.firstIndex());
            return;
        }
        reader().seek(position + 1);
    }

    private void tellGap(long from, long to) {
        tell(Gap.of(from, to, journal.firstIndex()));
    }

    private void tell(Gap gap) {
        notice.clear();
        format.gap(gap, notice);
        sink.write(notice.bytes(), 0, notice.length());
    }

    private JournalReader reader() {
        if (reader == null) {
            reader = journal.openReader();
        }
        return reader;
    }

    private CandidateRanges stretches() {
        if (stretches == null) {
            stretches = journal.stretches(selection.interest());
        }
        return stretches;
    }

    private void closeReader() {
        stretches = null;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
