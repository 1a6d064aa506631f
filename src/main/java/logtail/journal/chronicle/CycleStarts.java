package logtail.journal.chronicle;

import java.util.concurrent.ConcurrentHashMap;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jspecify.annotations.Nullable;

/**
 * The first sound block of each cycle and the length of each that is over, remembered once read: they never change. So a search opens only the one file it
 * ends in, and the oldest id costs no disk access. Any thread.
 */
final class CycleStarts {
    /**
     * @param sequence number of the block's excerpt in its cycle
     * @param firstIndex id of the block's first event
     * @param lastIndex id of its last one
     * @param highWaterNs latest time of receipt up to and with it
     */
    record Start(int cycle, long sequence, long firstIndex, long lastIndex, long highWaterNs) {}

    private static final int[] NO_CYCLES = {};

    private final SingleChronicleQueue queue;
    private final ConcurrentHashMap<Integer, Start> starts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Long> lengths = new ConcurrentHashMap<>();
    private volatile int[] cycles = NO_CYCLES;
    private volatile int oldestKept = Integer.MIN_VALUE;

    CycleStarts(SingleChronicleQueue queue) {
        this.queue = queue;
    }

    /** The cycles that have a file, oldest first. Files go at the old end and come at the new one, so two looks do. */
    int[] cycles() {
        int[] known = cycles;
        int first = firstCycle();
        int last = queue.lastCycle();
        if (first > last) {
            return NO_CYCLES;
        }
        if (known.length > 0 && known[0] == first && known[known.length - 1] == last) {
            return known;
        }
        starts.keySet().removeIf(cycle -> cycle < first);
        lengths.keySet().removeIf(cycle -> cycle < first);
        cycles = queue.listCyclesBetween(first, last).stream()
                .mapToInt(Long::intValue)
                .toArray();
        return cycles;
    }

    /** Hides the cycles before this one, which must have a file, from now on: theirs may vanish at any time. */
    void keepFrom(int cycle) {
        oldestKept = Math.max(oldestKept, cycle);
    }

    /** Looks at the directory again, after somebody else took files out of it. */
    void refresh() {
        queue.refreshDirectoryListing();
    }

    /** The id of the oldest event, or {@link Long#MAX_VALUE} when there is none. */
    long firstIndex() {
        int first = firstCycle();
        @Nullable Start known = starts.get(first);
        return known != null ? known.firstIndex() : findFirstIndex();
    }

    /** Chronicle's may be stale while files are taken. */
    private int firstCycle() {
        return Math.max(queue.firstCycle(), oldestKept);
    }

    private long findFirstIndex() {
        try (var cursor = new ExcerptCursor(queue)) {
            for (int cycle : cycles()) {
                @Nullable Start start = of(cycle, cursor);
                if (start != null) {
                    return start.firstIndex();
                }
            }
            return Long.MAX_VALUE;
        }
    }

    /** Where the cycle's sound blocks begin, or null when it has none (any more). May move {@code cursor}. */
    @Nullable
    Start of(int cycle, ExcerptCursor cursor) {
        @Nullable Start known = starts.get(cycle);
        if (known != null) {
            return known;
        }
        @Nullable Start read = read(cycle, cursor);
        if (read != null) {
            starts.put(cycle, read);
        }
        return read;
    }

    /** How many excerpts a cycle that is over holds; negative when its file is gone. May move {@code cursor}. */
    long lengthOf(int cycle, ExcerptCursor cursor) {
        @Nullable Long known = lengths.get(cycle);
        if (known != null) {
            return known;
        }
        long length = cursor.excerptsIn(cycle);
        if (length >= 0) {
            lengths.put(cycle, length);
        }
        return length;
    }

    private static @Nullable Start read(int cycle, ExcerptCursor cursor) {
        if (!cursor.moveTo(cycle, 0)) {
            return null;
        }
        while (cursor.read() && cursor.cycle() == cycle) {
            if (cursor.isSound()) {
                var block = cursor.block();
                return new Start(cycle, cursor.sequence(), block.firstIndex(), block.lastIndex(), block.highWaterNs());
            }
        }
        return null;
    }
}
