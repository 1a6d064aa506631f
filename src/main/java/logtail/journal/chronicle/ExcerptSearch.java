package logtail.journal.chronicle;

import java.util.Arrays;
import logtail.event.Block;
import logtail.journal.chronicle.CycleStarts.Start;
import net.openhft.chronicle.queue.RollCycle;
import org.jspecify.annotations.Nullable;

/**
 * Moves a cursor to the first block that is wanted, where all blocks before it are unwanted and all after it wanted: a
 * binary search over the first blocks of the cycles, then over the excerpts of one cycle, or of the one stretch that is in
 * question when an index of the cycle is at hand. Unsound excerpts and empty
 * files say nothing and are stepped over. Belongs to the cursor's reader.
 */
final class ExcerptSearch {
    /** What a search came to. */
    enum Outcome {
        /** The cursor reads the wanted block next, or unsound ones right before it. */
        FOUND,
        /** No block is wanted. The cursor is anywhere. */
        NONE,
        /** Retention took a file from under the search. The cursor is anywhere. */
        VANISHED
    }

    private final CycleStarts starts;
    private final ExcerptCursor cursor;
    private final RollCycle rollCycle;
    private final JournalIndex index;

    ExcerptSearch(CycleStarts starts, JournalIndex index, ExcerptCursor cursor, RollCycle rollCycle) {
        this.starts = starts;
        this.index = index;
        this.cursor = cursor;
        this.rollCycle = rollCycle;
    }

    /** Searches up to and with the excerpt {@code newest}, which must be one that readers may see. */
    Outcome moveToFirst(Wanted wanted, long newest) {
        int newestCycle = rollCycle.toCycle(newest);
        int[] cycles = Arrays.stream(starts.cycles())
                .filter(cycle -> cycle <= newestCycle) // nothing is committed in a later one yet
                .toArray();
        int at = lastUnwanted(cycles, wanted);
        @Nullable Start start = at < 0 ? null : starts.of(cycles[at], cursor);
        if (start != null) {
            long end = start.cycle() == newestCycle
                    ? rollCycle.toSequenceNumber(newest) + 1
                    : starts.lengthOf(start.cycle(), cursor);
            long sequence = firstWanted(start, end, wanted);
            if (sequence < end) {
                return cursor.moveTo(start.cycle(), sequence) ? Outcome.FOUND : Outcome.VANISHED;
            }
        }
        return moveToStart(cycles, at + 1);
    }

    /** The last of the cycles whose first sound block is unwanted, or -1. */
    private int lastUnwanted(int[] cycles, Wanted wanted) {
        int low = -1;
        int high = cycles.length;
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            int at = middle;
            @Nullable Start start = starts.of(cycles[at], cursor);
            while (start == null && ++at < high) {
                start = starts.of(cycles[at], cursor);
            }
            if (start == null || wanted.test(start.lastIndex(), start.highWaterNs())) {
                high = middle;
            } else {
                low = at;
            }
        }
        return low;
    }

    /** The first wanted excerpt behind the unwanted start, or an unsound one right before it; else the end. */
    private long firstWanted(Start start, long end, Wanted wanted) {
        int cycle = start.cycle();
        long low = start.sequence();
        long high = end;
        @Nullable CycleIndex stretches = index.atHand(cycle);
        if (stretches != null) {
            int count = stretches.count();
            int first = stretches.first(wanted, count);
            low = first == 0 ? low : stretches.lastExcerpt(first - 1);
            high = first == count ? end : Math.min(end, stretches.lastExcerpt(first));
        }
        while (low + 1 < high) {
            long middle = (low + high) >>> 1;
            if (!cursor.moveTo(cycle, middle) || !readSoundBefore(cycle, high) || isWanted(wanted, cursor.block())) {
                high = middle;
            } else {
                low = cursor.sequence();
            }
        }
        return high;
    }

    private static boolean isWanted(Wanted wanted, Block block) {
        return wanted.test(block.lastIndex(), block.highWaterNs());
    }

    private boolean readSoundBefore(int cycle, long end) {
        while (cursor.read() && cursor.cycle() == cycle && cursor.sequence() < end) {
            if (cursor.isSound()) {
                return true;
            }
        }
        return false;
    }

    private Outcome moveToStart(int[] cycles, int from) {
        if (from == cycles.length) {
            return Outcome.NONE;
        }
        for (int at = from; at < cycles.length; at++) {
            if (cursor.moveTo(cycles[at], 0)) {
                return Outcome.FOUND;
            }
        }
        return Outcome.VANISHED;
    }
}
