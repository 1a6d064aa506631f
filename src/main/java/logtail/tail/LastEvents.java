package logtail.tail;

import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;

/**
 * Finds where the last N selected events begin. A journal reads forward only (backward costs twenty times as much), so
 * it goes back in windows that double in size and reads each of them forward. Events are counted, not remembered, so any
 * number of searches holds next to nothing: the one window with more than are missing is read a second time. Where the
 * journal's index knows that nothing is selected, nothing is read. One thread at a time.
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
    private long windowEnd; // exclusive; what lies from here on has been looked at
    private long at; // the next id to read in the window
    private boolean isInWindow;
    private long firstFound;
    private long found; // in this window
    private boolean isSkipping; // the second time
    private long toSkip;

    /**
     * Looks among {@code all}, the newest first.
     *
     * @param wanted how many, at least 1
     */
    LastEvents(CandidateRanges ranges, Selection selection, IdRange all, long wanted) {
        this.ranges = ranges;
        this.selection = selection;
        first = all.first();
        missing = wanted;
        windowEnd = all.end();
        start = windowEnd;
    }

    /** Looks on until the turn is over; true when the start is found. */
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

    /** The id of the oldest of the last N; behind the newest id when none is selected. */
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

    /** False when the turn is over before the window is. */
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
        if (isSkipping) { // all was found, or retention took some of it meanwhile
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
