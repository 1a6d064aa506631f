package logtail.tail;

import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;

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
    private final long first;
    private long missing;
    private long start;
    private long windowSize = FIRST_WINDOW;
    private long windowFirst;
    private long windowEnd; // exclusive; from here on everything is searched
    private long at; // the next id to read in the window
    private boolean isInWindow;
    private long firstFound;
    private long found; // in this window
    private boolean isSkipping; // reading the window a second time
    private long toSkip;

    /**
     * Searches the ids {@code all}, newest first.
     *
     * @param wanted number of matches, at least 1
     */
    LastEvents(CandidateRanges ranges, Selection selection, IdRange all, long wanted) {
        this.ranges = ranges;
        this.selection = selection;
        first = all.first();
        missing = wanted;
        windowEnd = all.end();
        start = windowEnd;
    }

    /** Continues until the turn is over; true when the start is found. */
    boolean search(PatientReader reader, Turn turn) {
        while (isInWindow || (missing > 0 && windowEnd > first)) {
            if (!isInWindow) {
                beginWindow();
            }
            if (at < windowEnd && !readWindow(reader, turn)) {
                return false;
            }
            endWindow();
            if (turn.isOver()) {
                return !isInWindow && (missing == 0 || windowEnd <= first);
            }
        }
        return true;
    }

    /** The id of the oldest of the last N matches; the end of the searched ids when there is none. */
    long start() {
        return start;
    }

    private void beginWindow() {
        IdRange possible = ranges.previous(windowEnd, windowSize);
        windowEnd = possible.end();
        windowFirst = Math.max(first, possible.first());
        at = windowFirst;
        found = 0;
        isInWindow = true;
    }

    /** False when the turn ends before the window does. */
    private boolean readWindow(PatientReader reader, Turn turn) {
        reader.seek(at);
        while (at < windowEnd) {
            Block block = reader.next();
            if (block == null) {
                at = windowEnd;
                return true;
            }
            turn.count(block);
            if (selection.enter(block)) {
                count(block);
            }
            at = Math.max(at, block.lastIndex() + 1);
            if (turn.isOver()) {
                return at >= windowEnd;
            }
        }
        return true;
    }

    private void count(Block block) {
        block.rewind();
        while (selection.next(block)) {
            long id = block.index();
            if (id < at || id >= windowEnd) {
                continue;
            }
            if (found++ == 0) {
                firstFound = id;
            }
            if (isSkipping && found > toSkip) {
                start = id;
                missing = 0;
                at = windowEnd;
                return;
            }
        }
    }

    private void endWindow() {
        if (isSkipping) { // all were found, or retention deleted some meanwhile
            missing = 0;
        } else if (found > missing) {
            isSkipping = true;
            toSkip = found - missing;
            found = 0;
            at = windowFirst;
            return;
        } else if (found > 0) {
            start = firstFound;
            missing -= found;
        }
        isInWindow = false;
        windowEnd = Math.min(windowEnd, windowFirst);
        windowSize = Math.min(LARGEST_WINDOW, windowSize * 2);
    }
}
