package logtail.tail;

import logtail.event.Block;
import logtail.journal.CandidateRanges;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.journal.PlaceRange;

/**
 * Finds the first of the last N matches. A journal is read forward only (backward costs twenty times as much), so the search
 * goes back in windows that double in size and reads each forward. It counts matches and stores none, so it needs almost no
 * memory: the one window with more matches than are missing is read twice. Ranges that the index rules out are never read.
 * One thread at a time.
 */
final class LastEvents {
    private static final long FIRST_WINDOW = 2_048;
    private static final long LARGEST_WINDOW = 262_144;

    private final CandidateRanges ranges;
    private final Selection selection;
    private final Place first;
    private final MovingPlace at; // up to here the window is read
    private long missing;
    private Place start;
    private long windowSize = FIRST_WINDOW;
    private Place windowFrom;
    private Place windowEnd; // behind this everything is searched
    private boolean isInWindow;
    private Place firstFound;
    private long found; // in this window
    private boolean isSkipping; // reading the window a second time
    private long toSkip;

    /**
     * Searches {@code all}, newest first.
     *
     * @param wanted number of matches, at least 1
     */
    LastEvents(CandidateRanges ranges, Selection selection, PlaceRange all, long wanted) {
        this.ranges = ranges;
        this.selection = selection;
        first = all.from();
        missing = wanted;
        windowFrom = all.to();
        windowEnd = all.to();
        firstFound = all.to();
        at = new MovingPlace(all.to());
        start = windowEnd;
    }

    /** Continues until the turn is over; true when the start is found. */
    boolean search(PatientReader reader, Turn turn) {
        while (isInWindow || (missing > 0 && !first.covers(windowEnd))) {
            if (!isInWindow) {
                beginWindow();
            }
            if (!at.covers(windowEnd) && !readWindow(reader, turn)) {
                return false;
            }
            endWindow();
            if (turn.isOver()) {
                return !isInWindow && (missing == 0 || first.covers(windowEnd));
            }
        }
        return true;
    }

    /** Before the oldest of the last N matches; the end of what was searched when there is none. */
    Place start() {
        return start;
    }

    private void beginWindow() {
        PlaceRange possible = ranges.previous(windowEnd, windowSize);
        windowEnd = possible.to();
        windowFrom = first.max(possible.from());
        at.moveTo(windowFrom);
        found = 0;
        isInWindow = true;
    }

    /** False when the turn ends before the window does. */
    private boolean readWindow(PatientReader reader, Turn turn) {
        reader.seek(at.here());
        while (!at.covers(windowEnd)) {
            Block block = reader.next();
            if (block == null) {
                at.moveTo(windowEnd);
                return true;
            }
            turn.count(block);
            if (selection.enter(block)) {
                count(block);
            }
            at.moveTo(Math.max(at.behind(block.lane()), block.lastIndex()));
            if (turn.isOver()) {
                return at.covers(windowEnd);
            }
        }
        return true;
    }

    private void count(Block block) {
        block.rewind();
        while (selection.next(block)) {
            long id = block.index();
            if (id <= at.behind(block.lane()) || !windowEnd.covers(id)) {
                continue;
            }
            if (found++ == 0) {
                firstFound = before(id);
            }
            if (isSkipping && found > toSkip) {
                start = before(id);
                missing = 0;
                at.moveTo(windowEnd);
                return;
            }
        }
    }

    /** The place that an event of the block being read comes right behind. */
    private Place before(long id) {
        return at.here().min(windowEnd).with(id - 1);
    }

    private void endWindow() {
        if (isSkipping) { // all were found, or retention deleted some meanwhile
            missing = 0;
        } else if (found > missing) {
            isSkipping = true;
            toSkip = found - missing;
            found = 0;
            at.moveTo(windowFrom);
            return;
        } else if (found > 0) {
            start = firstFound;
            missing -= found;
        }
        isInWindow = false;
        windowEnd = windowEnd.min(windowFrom);
        windowSize = Math.min(LARGEST_WINDOW, windowSize * 2);
    }
}
