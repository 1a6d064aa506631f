package logtail.tail;

import logtail.event.Block;
import logtail.journal.JournalReader;

/**
 * Finds where the last N selected events begin. A journal reads forward only (backward costs twenty times as much), so
 * it goes back in windows that double in size and reads each of them forward, once. One thread.
 */
final class LastEvents {
    private static final long FIRST_WINDOW = 2_048;
    private static final long LARGEST_WINDOW = 262_144;

    private final JournalReader reader;
    private final Selection selection;
    private final long first;
    private long missing;
    private long windowEnd; // exclusive; what lies from here on has been looked at
    private long window = FIRST_WINDOW;
    private long start;

    /**
     * Looks from {@code last}, the newest id that counts, down to {@code first}.
     *
     * @param wanted how many, at least 1
     */
    LastEvents(JournalReader reader, Selection selection, long first, long last, long wanted) {
        this.reader = reader;
        this.selection = selection;
        this.first = first;
        missing = wanted;
        windowEnd = last + 1;
        start = windowEnd;
    }

    /** Looks at one more window; true when the start is found. */
    boolean search() {
        if (windowEnd <= first) {
            return true;
        }
        long windowStart = Math.max(first, windowEnd - window);
        var found = new LastIds((int) Math.min(missing, windowEnd - windowStart));
        collect(windowStart, found);
        if (found.count() > 0) {
            start = found.oldest();
            missing -= found.count();
        }
        windowEnd = windowStart;
        window = Math.min(LARGEST_WINDOW, window * 2);
        return missing == 0 || windowEnd <= first;
    }

    /** The id of the oldest of the last N; behind the newest id when none is selected. */
    long start() {
        return start;
    }

    private void collect(long windowStart, LastIds found) {
        reader.seek(windowStart);
        for (Block block = reader.next(); block != null && block.firstIndex() < windowEnd; block = reader.next()) {
            if (selection.enter(block)) {
                collect(block, windowStart, found);
            }
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
