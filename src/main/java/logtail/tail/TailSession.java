package logtail.tail;

import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalUnreadableException;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read path on one page: reads the journal for one subscriber. A session is in one state and owned by one thread at a
 * time; {@link TailHub} transfers ownership.
 *
 * <pre>
 *   BEGINNING ──▶ SEARCHING ──start found──▶ CATCHING_UP ──level with the live reader──▶ LIVE
 *   (a history worker)                       (a history worker) ◀──the sink is full──── (tail-live)
 *       │                                         │ end of a session that does not follow
 *       ▼                                         ▼
 *   GOING_BACK ──all shown──────────────▶ FINISHING ──nothing held back──▶ ENDED ◀── cancelled, from any state
 * </pre>
 *
 * Its {@link Position} holds its place in the journal, its {@link Ordering} the order of delivery. An unreadable journal
 * ends this session with a gap of reason {@code unreadable}, and never another session.
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
    private final View view;
    private final TailQuery query;
    private final Selection selection;
    private final Ordering ordering;
    private final MovingPlace place;
    private final Position position;
    private final SessionStart start;
    private final Cost cost = new Cost();
    private final Tally tally = new Tally();
    private final Report report;
    private final EventFormat.Kind kind;
    private final Place arrivedAt;
    private Place historyEnd;
    private final RuledOut ruledOut;
    private @Nullable NewestFirst backward;
    private volatile State state = State.BEGINNING;

    /** @param share memory for events that it holds back */
    TailSession(
            Journal journal,
            View view,
            TailQuery query,
            EventFormat.Kind kind,
            TailSink sink,
            MemoryBudget.Share share) {
        super(sink);
        this.journal = journal;
        this.view = view;
        this.query = query;
        this.kind = kind;
        selection = new Selection(view.apps(), query);
        place = new MovingPlace(Place.nowhere(journal.lanes()));
        ordering = Ordering.of(query, format(), sink, share, tally);
        report = new Report(query.shape().hasStats(), view, journal, format(), sink, tally);
        long sinceNs = query.range().isByReceipt() ? query.range().sinceNs() : Long.MIN_VALUE;
        position = new Position(journal, place, format(), sink, sinceNs, ordering::beforeGap);
        arrivedAt = journal.newest();
        historyEnd = arrivedAt;
        ruledOut = new RuledOut(journal, query.range().isFollowing(), selection, position, arrivedAt);
        start = new SessionStart(journal, view, query, selection, ordering, position, arrivedAt);
    }

    @Override
    public Place arrivedAt() {
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

    /** What its subscriber may see. */
    View view() {
        return view;
    }

    /** Behind the last events delivered or skipped. */
    Place position() {
        return position.here();
    }

    /** Whether all up to this place is delivered or skipped. */
    boolean covers(Place place) {
        return position.covers(place);
    }

    /** The id of the last event delivered or skipped in a lane; of another thread, a moment ago. */
    long behind(int lane) {
        return position.behind(lane);
    }

    /** Whether delivery stopped inside the last block because the sink was full. */
    boolean isInsideBlock() {
        return position.isInside();
    }

    /** Time it takes from the live group. Owner thread. */
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
                state = start.begin();
                historyEnd = start.historyEnd();
                tellStart();
            }
            report(turn.nowNs());
            return switch (state) {
                case SEARCHING -> search(turn);
                case CATCHING_UP -> readOn(turn);
                case GOING_BACK -> goBack(turn);
                case FINISHING -> finish(turn.nowNs());
                case BEGINNING, LIVE, ENDED -> Progress.ENDED;
            };
        } catch (JournalUnreadableException | JournalFailedException e) {
            return breakOff(e);
        }
    }

    /** Enters the live group at this time of the monotonic clock. The tail-live thread. */
    void goLive(long nowNs) {
        rest();
        state = State.LIVE;
        report.tell(nowNs, place(), true);
        tellPlace(ordering.delivered(position.here()));
    }

    private void tellStart() {
        if (state == State.CATCHING_UP && !query.isByField()) { // whose order is of all that it matches, or of nothing
            tellPlace(start.begin(position));
        }
    }

    private void tellPlace(@Nullable Place from) {
        if (!isCancelled()) {
            report.tellPlace(from);
        }
    }

    /** Leaves the live group and reads history from {@link #position} on. */
    void fallBehind() {
        state = State.CATCHING_UP;
    }

    /**
     * Delivers the matches of a block that are newer than {@link #position}. If the sink fills up, {@link #position} is
     * inside the block afterwards. Owner thread.
     *
     * @param isRefused whether the events missing before it could not be read from disk
     */
    void deliver(Block block, EncodedBlock output, boolean isRefused) {
        if (block.lastIndex() > position.behind(block.lane())) {
            position.meet(block, isRefused);
            take(block, output);
        }
    }

    /** The journal has no more blocks up to this place: reports ids not seen as gaps. Owner thread. */
    void nothingLeftTo(Place last, boolean isRefused) {
        position.nothingLeftTo(last, isRefused);
    }

    /** Delivers held-back events that are due. Returns when to call it again. Owner thread. */
    long release(long nowNs) {
        ordering.release(nowNs);
        return ordering.dueNs();
    }

    /** Tells how far it has come, if that is due at this time of the monotonic clock. Owner thread. */
    void report(long nowNs) {
        if (state != State.ENDED && report.isDue(nowNs)) {
            report.tell(nowNs, place(), isAtNewest());
        }
    }

    /** When {@link #report} should be called at the latest, by the monotonic clock, or {@link Report#NEVER}. */
    long reportDueNs() {
        return report.dueNs();
    }

    /** When {@link #release} should be called at the latest, or {@link Ordering#NEVER}. */
    long dueNs() {
        return ordering.dueNs();
    }

    /** Whether {@code max} events have been delivered. */
    boolean isDone() {
        return ordering.isDone();
    }

    /** Delivers held-back events and ends the stream cleanly; {@code FULL} if the sink has no room for all. Owner thread. */
    Progress finish(long nowNs) {
        rest();
        if (!ordering.finish()) {
            state = State.FINISHING;
            sink().flush();
            return Progress.FULL;
        }
        report.tell(nowNs, place(), isAtNewest());
        close();
        sink().flush();
        sink().end();
        return Progress.ENDED;
    }

    /**
     * Ends the stream because the daemon stops, with the format's closing message. Owner thread. A session that does not
     * follow has not delivered all of its history, so its stream is aborted: a clean end would claim completeness.
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
        ruledOut.rest();
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

    private EventFormat format() {
        return kind.create(journal.id().toString(), view.ids(place));
    }

    /** Where its reader goes on; null when that is not known, or may not be. */
    @Nullable
    Place place() {
        if (view.isLimited() && journal.lanes() == 1) {
            long last = tally.lastMatch();
            return ordering.delivered(last == Tally.NONE ? null : Place.of(last));
        }
        if (query.isReversed()) {
            return backward == null ? null : nextOf(backward.end());
        }
        boolean hasStarted = state != State.BEGINNING && state != State.SEARCHING;
        return hasStarted ? ordering.delivered(position.here()) : null;
    }

    /** A place names what is before it; an id, in a journal of one lane, what is behind. */
    private static Place nextOf(Place end) {
        return end.lanes() == 1 ? Place.of(end.behind(0) + 1) : end;
    }

    private boolean isAtNewest() {
        return state == State.LIVE || (ruledOut.isBehindHistory() && position.covers(journal.newest()));
    }

    private Progress search(Turn turn) {
        if (start.search(turn)) {
            state = State.CATCHING_UP;
            tellStart();
        }
        return Progress.MORE;
    }

    private Progress goBack(Turn turn) {
        PatientReader reader = position.lend();
        if (backward == null) {
            long wanted = Math.min(query.range().lines(), query.range().max());
            backward = new NewestFirst(
                    journal.candidates(selection.interest()),
                    selection,
                    format(),
                    sink(),
                    tally,
                    journal,
                    start.searched(reader),
                    start.firstToMiss(reader),
                    wanted);
        }
        while (!backward.isDone()) {
            if (!sink().hasRoom() || turn.isOver()) {
                sink().flush();
                return sink().hasRoom() ? Progress.MORE : Progress.FULL;
            }
            backward.show(reader, turn);
        }
        return finish(turn.nowNs());
    }

    private Progress readOn(Turn turn) {
        while (true) {
            ruledOut.passOver();
            if (isAtEnd() || isDone()) {
                return finish(turn.nowNs());
            }
            if (!sink().hasRoom() || turn.isOver()) {
                sink().flush();
                return sink().hasRoom() ? Progress.MORE : Progress.FULL;
            }
            Place visible = journal.newest();
            Block block = position.next();
            if (block == null) {
                return reachEnd(query.range().isFollowing() ? visible : historyEnd, turn);
            }
            turn.count(block);
            if (!query.range().isFollowing() && !historyEnd.covers(block.firstIndex())) {
                position.endAt(historyEnd.behind(block.lane()));
            } else if (block.lastIndex() > position.behind(block.lane())) {
                position.meet(block);
                take(block, turn.encoded(kind, view, block));
            }
        }
    }

    private void take(Block block, EncodedBlock output) {
        if (query.range().isFollowing()) {
            selection.enterNew(!arrivedAt.covers(block.firstIndex()));
        }
        position.deal(block, ordering.take(block, selection, position.behind(block.lane()), output));
    }

    private Progress reachEnd(Place last, Turn turn) {
        position.nothingLeftTo(last);
        if (!query.range().isFollowing()) {
            return finish(turn.nowNs());
        }
        sink().flush();
        return Progress.LEVEL;
    }

    private boolean isAtEnd() {
        return !query.range().isFollowing() && position.covers(historyEnd);
    }

    /** Ends the stream at an unreadable place; a subscriber resumes after the gap. */
    private Progress breakOff(RuntimeException why) {
        LOG.warn(
                "at=tail.unreadable behind={} reason={}",
                position.here(),
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
