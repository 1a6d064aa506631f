package logtail.tail;

import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;
import logtail.journal.JournalReader;

/**
 * Finds where the last N selected events begin. A journal reads forward only (backward costs twenty times as much), so
 * it goes back in windows that double in size and reads each of them forward, once. Where the journal's index knows that
 * nothing is selected, nothing is read. One thread.
 */
final class LastEvents {
    private static final long FIRST_WINDOW = 2_048;
    private static final long LARGEST_WINDOW = 262_144;

    private final JournalReader reader;
    private final CandidateRanges stretches;
    private final Selection selection;
    private final long first;
    private long missing;
    private long windowEnd; // exclusive; what lies from here on has been looked at
    private long window = FIRST_WINDOW;
    private long start;

    /**
     * Looks among {@code all}, the newest first.
     *
     * @param wanted how many, at least 1
     */
    LastEvents(JournalReader reader, CandidateRanges stretches, Selection selection, IdRange all, long wanted) {
        this.reader = reader;
        this.stretches = stretches;
        this.selection = selection;
        first = all.first();
        missing = wanted;
        windowEnd = all.end();
        start = windowEnd;
    }

    /** Looks at one more window; true when the start is found. */
    boolean search() {
        if (windowEnd <= first) {
            return true;
        }
        IdRange possible = stretches.previous(windowEnd, window);
        windowEnd = possible.end();
        long windowStart = Math.max(first, possible.first());
        if (windowStart < windowEnd) {
            read(windowStart);
        }
        windowEnd = Math.min(windowEnd, windowStart);
        window = Math.min(LARGEST_WINDOW, window * 2);
        return missing == 0 || windowEnd <= first;
    }

    /** The id of the oldest of the last N; behind the newest id when none is selected. */
    long start() {
        return start;
    }

    private void read(long windowStart) {
        var found = new LastIds((int) Math.min(missing, windowEnd - windowStart));
        reader.seek(windowStart);
        for (long read = windowStart; read < windowEnd; ) {
            Block block = reader.next();
            if (block == null) {
                break;
            }
            if (selection.enter(block)) {
                collect(block, windowStart, found);
            }
            read = block.lastIndex() + 1;
        }
        if (found.count() > 0) {
            start = found.oldest();
            missing -= found.count();
        }
    }

    private void collect(Block block, long windowStart, LastIds found) {
        block.rewind();
        while (selection.next(block)) {
            long index = block.index();
            if (index >= windowStart && index < windowEnd) {
                found.add(index);
            }
        }
    }

    /** The newest ids of one window, in a ring. */
    private static final class LastIds {
        private final long[] ids;
        private long added;

        LastIds(int capacity) {
            ids = new long[capacity];
        }

        void add(long id) {
            ids[(int) (added++ % ids.length)] = id;
        }

        int count() {
            return (int) Math.min(added, ids.length);
        }

        long oldest() {
            return ids[(int) ((added - count()) % ids.length)];
        }
    }
}
