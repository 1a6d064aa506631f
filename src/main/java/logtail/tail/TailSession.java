package logtail.tail;

import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalUnreadableException;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read path on one page: one subscriber's way through the journal. It stands in one state and belongs to one thread
 * at a time, which {@link TailHub} hands over.
 *
 * <pre>
 *   BEGINNING ──▶ SEARCHING ──start found──▶ CATCHING_UP ──level with the live reader──▶ LIVE
 *   (a history worker)                       (a history worker) ◀──the sink is full──── (tail-live)
 *       │                                         │ end of a session that does not follow
 *       ▼                                         ▼
 *   GOING_BACK ──all shown──────────────▶ FINISHING ──nothing held back──▶ ENDED ◀── cancelled, from any state
 * </pre>
 *
 * Where it stands is its {@link Position}, in which order it shows what is selected its {@link Ordering}. A journal that
 * cannot be read ends this session, with a gap that says so, and no other.
 */
public final class TailSession extends Reading {
    private static final Logger LOG = LoggerFactory.getLogger(TailSession.class);

    enum State {
        BEGINNING,
        SEARCHING,
        CATCHING_UP,
        GOING_BACK,
        LIVE,
        FINISHING,
        ENDED
    }

    private final Journal journal;
    private final TailQuery query;
    private final Selection selection;
    private final Ordering ordering;
    private final Position position;
    private final Cost cost = new Cost();
    private final EventFormat.Kind kind;
    private final long arrivedAt;
    private @Nullable CandidateRanges ranges;
    private @Nullable LastEvents search;
    private @Nullable NewestFirst backward;
    private volatile State state = State.BEGINNING;

    /** @param share what is held back until it is shown takes from it */
    TailSession(Journal journal, TailQuery query, EventFormat.Kind kind, TailSink sink, MemoryBudget.Share share) {
        super(sink);
        this.journal = journal;
        this.query = query;
        this.kind = kind;
        String id = journal.id().toString();
        selection = new Selection(query);
        ordering = Ordering.of(query, kind, id, sink, share);
        long sinceNs = query.isByTime() ? Long.MIN_VALUE : query.range().sinceNs();
        position = new Position(journal, kind.create(id), sink, sinceNs);
        arrivedAt = journal.lastIndex();
    }

    @Override
    public long arrivedAt() {
        return arrivedAt;
    }

    @Override
    public boolean isLive() {
        return state == State.LIVE;
    }

    State state() {
        return state;
    }

    EventFormat.Kind kind() {
        return kind;
    }

    /** The id of the last event that was dealt with. */
    long position() {
        return position.last();
    }

    /** Whether the sink was full before the end of the last block. */
    boolean isInsideBlock() {
        return position.isInside();
    }

    /** What it costs the live group; the thread that owns the session. */
    Cost cost() {
        return cost;
    }

    @Override
    Progress read(Turn turn) {
        if (isCancelled()) {
            close();
        }
        try {
            if (state == State.BEGINNING) {
                begin();
            }
            return switch (state) {
                case SEARCHING -> search(turn);
                case CATCHING_UP -> readOn(turn);
                case GOING_BACK -> goBack(turn);
                case FINISHING -> finish();
                case BEGINNING, LIVE, ENDED -> Progress.ENDED;
            };
        } catch (JournalUnreadableException | JournalFailedException e) {
            return breakOff(e);
        }
    }

    /** Takes part in the live group from now on; the tail-live thread. */
    void goLive() {
        rest();
        state = State.LIVE;
    }

    /** Leaves the live group; history is read from {@link #position} on. */
    void fallBehind() {
        state = State.CATCHING_UP;
    }

    /**
     * Delivers what is wanted of a block, once; the thread that owns the session. When the sink is full before the end of
     * the block, {@link #position} stands inside of it.
     *
     * @param isRefused whether the disk refused what should come before it
     */
    void deliver(Block block, EncodedBlock output, boolean isRefused) {
        if (block.lastIndex() > position.last()) {
            position.meet(block, isRefused);
            take(block, output);
        }
    }

    /** Nothing is left to read up to this id: what should be there and is not is told; the thread that owns the session. */
    void nothingLeftTo(long last, boolean isRefused) {
        position.nothingLeftTo(last, isRefused);
    }

    /** Shows what was held back until now; the thread that owns the session. Returns when to come again. */
    long release(long nowNs) {
        ordering.release(nowNs);
        return ordering.dueNs();
    }

    /** When {@link #release} should be called at the latest, or {@link Ordering#NEVER}. */
    long dueNs() {
        return ordering.dueNs();
    }

    /** Whether all that was wanted has been shown. */
    boolean isDone() {
        return ordering.isDone();
    }

    /** Ends the stream in good order, as far as there is room; the thread that owns the session. */
    Progress finish() {
        rest();
        if (!ordering.finish()) {
            state = State.FINISHING;
            sink().flush();
            return Progress.FULL;
        }
        close();
        sink().flush();
        sink().end();
        return Progress.ENDED;
    }

    /**
     * Says good-bye where the format can, and ends the stream; the thread that owns the session. A session that does not
     * follow has not shown all of its history, so its stream is left to break: a good end would say that this was all.
     */
    @Override
    void end() {
        if (state == State.ENDED) {
            return;
        }
        ordering.finishAtOnce();
        close();
        if (!query.range().isFollowing()) {
            sink().flush();
            return;
        }
        var notice = new Output();
        kind.create().bye(notice);
        sink().write(notice.bytes(), 0, notice.length());
        sink().end();
    }

    @Override
    void rest() {
        position.rest();
        ranges = null;
        if (backward != null) {
            backward.rest();
        }
    }

    @Override
    void close() {
        rest();
        ordering.close();
        state = State.ENDED;
    }

    private void begin() {
        TailQuery.Range range = query.range();
        @Nullable Cursor after = range.after();
        state = State.CATCHING_UP;
        if (query.isReversed()) {
            state = State.GOING_BACK;
        } else if (after != null) {
            position.beginBehind(after);
            if (position.hasBegun()) {
                startAt(position.last() + 1);
            }
        } else if (range.lines() == 0) {
            position.passOver(arrivedAt);
        } else if (range.lines() != TailQuery.ALL) {
            state = State.SEARCHING;
        }
    }

    private Progress search(Turn turn) {
        PatientReader reader = position.lend();
        if (search == null) {
            var all = new IdRange(firstWanted(reader), arrivedAt + 1);
            search = new LastEvents(
                    journal.candidates(selection.interest()),
                    selection,
                    all,
                    query.range().lines());
        }
        if (search.search(reader, turn)) {
            startAt(search.start());
            search = null;
            state = State.CATCHING_UP;
        }
        return Progress.MORE;
    }

    /** Only looks as far back as {@code since} allows. */
    private long firstWanted(PatientReader reader) {
        if (query.range().sinceNs() == Long.MIN_VALUE || query.isByTime()) {
            return journal.firstIndex();
        }
        reader.seekReceived(query.range().sinceNs());
        Block block = reader.next();
        return block == null ? arrivedAt + 1 : block.firstIndex();
    }

    private void startAt(long id) {
        position.passOver(ordering.readFrom(id, journal.firstIndex()) - 1);
    }

    private Progress goBack(Turn turn) {
        PatientReader reader = position.lend();
        if (backward == null) {
            var all = new IdRange(firstWanted(reader), arrivedAt + 1);
            long wanted = Math.min(query.range().lines(), query.range().max());
            backward = new NewestFirst(
                    journal.candidates(selection.interest()),
                    selection,
                    kind.create(journal.id().toString()),
                    sink(),
                    all,
                    wanted);
        }
        while (!backward.isDone()) {
            if (!sink().hasRoom() || turn.isOver()) {
                sink().flush();
                return sink().hasRoom() ? Progress.MORE : Progress.FULL;
            }
            backward.show(reader, turn, journal.firstIndex());
        }
        return finish();
    }

    private Progress readOn(Turn turn) {
        while (true) {
            passOver();
            if (isAtEnd() || isDone()) {
                return finish();
            }
            if (!sink().hasRoom() || turn.isOver()) {
                sink().flush();
                return sink().hasRoom() ? Progress.MORE : Progress.FULL;
            }
            long visible = journal.lastIndex();
            Block block = position.next();
            if (block == null) {
                return reachEnd(query.range().isFollowing() ? visible : arrivedAt);
            }
            turn.count(block);
            if (block.lastIndex() > position.last()) {
                position.meet(block);
                take(block, turn.encoded(kind, block));
            }
        }
    }

    private void take(Block block, EncodedBlock output) {
        position.deal(block, ordering.take(block, selection, position.last(), output));
    }

    /** Goes to where something may be selected. What is passed over is known to be there, so it is no gap. */
    private void passOver() {
        if (!position.hasBegun()) {
            return;
        }
        if (ranges == null) {
            ranges = journal.candidates(selection.interest());
        }
        long next = ranges.next(position.last() + 1);
        if (next > position.last() + 1) {
            position.passOver(next - 1);
        }
    }

    private Progress reachEnd(long last) {
        position.nothingLeftTo(last);
        if (!query.range().isFollowing()) {
            return finish();
        }
        sink().flush();
        return Progress.LEVEL;
    }

    private boolean isAtEnd() {
        return !query.range().isFollowing() && position.last() >= arrivedAt;
    }

    /** What could be read has been shown. Whoever wants what comes asks again, behind the gap. */
    private Progress breakOff(RuntimeException why) {
        LOG.warn(
                "at=tail.unreadable behind={} reason={}",
                position.last(),
                OwnLog.quoted(String.valueOf(why.getMessage())));
        ordering.finishAtOnce();
        position.tellUnreadable();
        close();
        if (query.range().isFollowing()) {
            sink().flush();
            sink().end();
        } else {
            sink().breakOff();
        }
        return Progress.ENDED;
    }
}
