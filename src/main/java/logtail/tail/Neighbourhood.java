package logtail.tail;

import java.util.Arrays;
import java.util.Optional;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalUnreadableException;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.journal.PlaceRange;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Shows one event with its neighbours, the events of the same app and process around it, which are marked as context. Searches
 * {@value #REACH} events that the reader may see in each direction: backward in growing windows, forward by reading on. Neighbours before the event that
 * do not fit into memory ({@link NearestBefore}) are reported as a gap of reason {@code memory}. One thread at a time.
 */
public final class Neighbourhood extends Reading {
    private static final long REACH = 65_536;
    private static final long FIRST_WINDOW = 512;

    private static final long LARGEST_WINDOW = 262_144;

    private enum State {
        FINDING,
        MEASURING,
        LOOKING_BACK,
        SHOWING,
        LOOKING_ON,
        ENDED
    }

    private final Journal journal;
    private final View view;
    private final Selection visible;
    private final CandidateRanges ranges;
    private final long id;
    private final int lane; // that it and its neighbours are in
    private final MovingPlace shown;
    private final TailQuery.Context context;
    private final EventFormat format;
    private final Place arrivedAt;
    private final long last; // that may be shown
    private final Output out = new Output();
    private final NearestBefore before;
    private byte[] process = {};
    private int appLength;
    private long windowFirst;
    private long windowEnd;
    private long at; // the next id to read
    private long readerAt = -1; // the next id that the reader gives
    private long windowSize = FIRST_WINDOW;
    private long behindLeft;
    private long seenBehind; // events in view behind it
    private @Nullable LastEvents reach;
    private State state = State.FINDING;
    private @Nullable PatientReader reader;

    Neighbourhood(
            Journal journal,
            View view,
            long id,
            TailQuery.Context context,
            EventFormat.Kind kind,
            TailSink sink,
            MemoryBudget.Share share) {
        super(sink);
        this.journal = journal;
        this.view = view;
        visible = Selection.of(view.apps());
        ranges = journal.candidates(visible.interest());
        this.id = id;
        lane = EventId.lane(id);
        arrivedAt = journal.newest();
        shown = new MovingPlace(arrivedAt.with(id));
        this.context = context;
        before = new NearestBefore(context.before(), share);
        format = kind.create(journal.id().toString(), view.ids(shown));
        long newest = arrivedAt.behind(lane);
        last = view.isLimited() ? newest : Math.min(newest, id + journal.ids(REACH));
        windowEnd = id;
        windowFirst = id;
        behindLeft = context.after();
    }

    @Override
    public Place arrivedAt() {
        return arrivedAt.with(last);
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    Progress read(Turn turn) {
        if (isCancelled()) {
            close();
        }
        try {
            while (state != State.ENDED) {
                if (turn.isOver()) {
                    sink().flush();
                    return Progress.MORE;
                }
                if (!sink().hasRoom()) {
                    sink().flush();
                    return Progress.FULL;
                }
                step(turn);
            }
            return Progress.ENDED;
        } catch (JournalUnreadableException | JournalFailedException e) {
            write(new Gap(at, at - 1, Gap.Reason.UNREADABLE));
            close();
            sink().breakOff();
            return Progress.ENDED;
        }
    }

    @Override
    void rest() {
        if (reader != null) {
            reader.close();
            reader = null;
            readerAt = -1;
        }
    }

    @Override
    void close() {
        rest();
        before.clear();
        state = State.ENDED;
    }

    /** Not all was shown, so the stream is left to break. */
    @Override
    void end() {
        close();
        sink().flush();
    }

    private void step(Turn turn) {
        switch (state) {
            case FINDING -> find(turn);
            case MEASURING -> measure(turn);
            case LOOKING_BACK -> lookBack(turn);
            case SHOWING -> show(turn);
            case LOOKING_ON -> lookOn(turn);
            case ENDED -> {}
        }
    }

    private void find(Turn turn) {
        at = id;
        Block block = next(turn);
        if (block == null || block.firstIndex() > id || !isVisible(block, view, id)) {
            tellMissing(id, id);
            finish();
            return;
        }
        int number = block.source();
        appLength = block.appLength(number);
        int from = block.appFrom(number); // the process follows
        process = Arrays.copyOfRange(block.bytes(), from, from + appLength + block.processLength(number));
        state = context.before() == 0 ? State.SHOWING : view.isLimited() ? State.MEASURING : State.LOOKING_BACK;
        at = id;
    }

    /**
     * Finds how far back to look: a reader of some apps is given the neighbours among as many events of those as others are
     * of all, or what it is shown would depend on what the others write.
     */
    private void measure(Turn turn) {
        if (reach == null) {
            Place oldest = journal.oldest(); // of the other lanes nothing is read
            reach = new LastEvents(ranges, visible, PlaceRange.between(oldest, oldest.with(id - 1)), REACH);
        }
        if (reach.search(opened(), turn)) {
            state = State.LOOKING_BACK;
        }
        readerAt = -1; // it stands elsewhere
    }

    /** Reads a block of the window; at its end, begins the one before it. */
    private void lookBack(Turn turn) {
        if (at >= windowEnd && !beginWindow()) {
            state = State.SHOWING;
            return;
        }
        Block block = next(turn);
        long found = block == null ? windowEnd : Math.min(windowEnd, block.firstIndex());
        if (found > at) {
            gap(at, found - 1).ifPresent(gap -> before.hold(written(gap)));
        }
        if (block == null) {
            at = windowEnd;
            return;
        }
        block.rewind();
        while (block.nextEvent()) {
            if (block.index() >= at && block.index() < windowEnd && isSameProcess(block)) {
                before.hold(written(block));
            }
        }
        at = block.lastIndex() + 1;
    }

    /** False when no earlier window has to be read. */
    private boolean beginWindow() {
        before.endWindow();
        windowEnd = windowFirst;
        long reached = reach == null ? id - journal.ids(REACH) : reach.start().behind(lane) + 1;
        long least = Math.max(journal.firstIndex(lane), reached);
        if (before.isComplete() || windowEnd <= least) {
            return false;
        }
        IdRange possible = ranges.previous(windowEnd, windowSize);
        windowEnd = possible.end();
        windowFirst = Math.max(least, possible.first());
        windowSize = Math.min(LARGEST_WINDOW, 2 * windowSize);
        at = windowFirst;
        return true;
    }

    private void show(Turn turn) {
        if (before.takeCut()) {
            write(Gap.contextOf(id));
        }
        byte[] item = before.poll();
        if (item != null) {
            sink().write(item, 0, item.length);
            return;
        }
        at = id;
        Block block = next(turn);
        if (block == null || block.firstIndex() > id) { // retention took it meanwhile
            tellMissing(id, id);
            finish();
            return;
        }
        moveTo(block, id);
        out.clear();
        format.event(block, 0, out);
        sink().write(out.bytes(), 0, out.length());
        at = id + 1;
        state = State.LOOKING_ON;
    }

    private void lookOn(Turn turn) {
        at = Math.max(at, Math.min(ranges.next(at), last + 1));
        if (behindLeft == 0 || at > last || seenBehind == REACH) {
            finish();
            return;
        }
        Block block = next(turn);
        long found = block == null ? last + 1 : Math.min(last + 1, block.firstIndex());
        if (found > at) {
            tellMissing(at, found - 1);
        }
        if (block == null) {
            at = last + 1;
            return;
        }
        if (visible.enter(block)) {
            block.rewind();
            showBehind(block);
        }
        at = block.lastIndex() + 1;
    }

    private void showBehind(Block block) {
        while (behindLeft > 0 && seenBehind < REACH && visible.next(block)) {
            if (block.index() < at || block.index() > last) {
                continue;
            }
            seenBehind++;
            if (isSameProcess(block)) {
                byte[] item = written(block);
                sink().write(item, 0, item.length);
                behindLeft--;
            }
        }
    }

    private void finish() {
        close();
        sink().flush();
        sink().end();
    }

    /** The block that holds {@link #at}, or the next one that can be read. */
    private @Nullable Block next(Turn turn) {
        PatientReader from = opened();
        if (readerAt != at) {
            from.seek(at);
        }
        Block block = from.next();
        if (block != null) {
            turn.count(block);
            readerAt = block.lastIndex() + 1;
        }
        return block;
    }

    private PatientReader opened() {
        if (reader == null) {
            reader = new PatientReader(journal, id);
        }
        return reader;
    }

    /** Whether the journal has the event and a reader with this view may see it. */
    static boolean has(Journal journal, View view, long id) {
        int lane = EventId.lane(id);
        if (lane >= journal.lanes() || id < journal.firstIndex(lane) || id > journal.lastIndex(lane)) {
            return false;
        }
        try (var reader = new PatientReader(journal, id)) {
            reader.seek(id);
            Block block = reader.next();
            return block != null && block.firstIndex() <= id && isVisible(block, view, id);
        } catch (JournalUnreadableException e) {
            return false;
        }
    }

    /** Moves to the event in its block. */
    private static boolean isVisible(Block block, View view, long id) {
        if (!moveTo(block, id)) {
            return false;
        }
        int number = block.source();
        return view.apps().includes(block.bytes(), block.appFrom(number), block.appLength(number));
    }

    /** False when the block has no event with this id. */
    private static boolean moveTo(Block block, long id) {
        block.rewind();
        while (block.nextEvent()) {
            if (block.index() == id) {
                return true;
            }
        }
        return false;
    }

    private boolean isSameProcess(Block block) {
        int number = block.source();
        int from = block.appFrom(number);
        int length = block.appLength(number) + block.processLength(number);
        return block.appLength(number) == appLength
                && Arrays.equals(block.bytes(), from, from + length, process, 0, process.length);
    }

    private byte[] written(Block block) {
        out.clear();
        format.event(block, EventFormat.CONTEXT, out);
        return Arrays.copyOf(out.bytes(), out.length());
    }

    private byte[] written(Gap gap) {
        out.clear();
        format.gap(gap, out);
        return Arrays.copyOf(out.bytes(), out.length());
    }

    private Optional<Gap> gap(long from, long to) {
        boolean isRefused = reader != null && reader.takeRefused();
        return Gap.lost(from, to, journal.count(from - 1, to), journal.firstIndex(lane), isRefused);
    }

    private void tellMissing(long from, long to) {
        gap(from, to).ifPresent(this::write);
    }

    private void write(Gap gap) {
        out.clear();
        format.gap(gap, out);
        sink().write(out.bytes(), 0, out.length());
    }
}
