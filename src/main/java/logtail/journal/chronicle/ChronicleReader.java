package logtail.journal.chronicle;

import java.util.function.Predicate;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalReader;
import logtail.journal.chronicle.CycleStarts.Start;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ChronicleJournal} forward.
 *
 * <p>{@code position} is the last id handed out: while it has reached the journal's last visible id there is nothing to
 * read, and the queue is not touched. A seek to the end only sets it; where the next block lies is looked up when there
 * is one, so what is appended but not yet committed needs no care. A seek elsewhere is a binary search, first over the
 * first blocks of the cycles, then over the excerpts of one cycle.
 *
 * <p>Used by one thread at a time. The methods are synchronized all the same: it hands the tailer over when a reader
 * moves between threads, and lets the journal close forgotten readers without pulling the mapped memory from under them.
 */
final class ChronicleReader implements JournalReader {
    private static final int SEEK_ATTEMPTS = 3;

    private final ChronicleJournal journal;
    private final ExcerptCursor cursor;
    private long position = Journal.NONE;
    private boolean isPlaced = true;
    private boolean isClosed;

    ChronicleReader(ChronicleJournal journal) {
        this.journal = journal;
        cursor = journal.openCursor();
    }

    @Override
    public synchronized void seek(long index) {
        checkOpen();
        long visible = journal.lastIndex();
        if (index > visible) {
            standAt(visible);
        } else {
            seekFirst(block -> block.lastIndex() >= index, start -> start.lastIndex() >= index);
        }
    }

    @Override
    public synchronized void seekReceived(long receivedNs) {
        checkOpen();
        seekFirst(block -> block.highWaterNs() >= receivedNs, start -> start.highWaterNs() >= receivedNs);
    }

    @Override
    public synchronized @Nullable Block next() {
        checkOpen();
        long visible = journal.lastIndex();
        if (position >= visible) {
            return null;
        }
        try {
            if (!isPlaced) {
                seek(position + 1);
            }
            while (cursor.read()) {
                if (cursor.isSound()) {
                    return shown(cursor.block());
                }
            }
            return null;
        } catch (RuntimeException | InternalError e) { // what a mapped file throws when its disk fails
            throw journal.failed("cannot read the journal", e);
        }
    }

    @Override
    public void close() {
        closeCursor();
        journal.forget(this);
    }

    synchronized void closeCursor() {
        if (!isClosed) {
            isClosed = true;
            cursor.close();
        }
    }

    /** The block, unless damage took all blocks before it that readers may see. */
    private @Nullable Block shown(Block block) {
        if (block.firstIndex() > journal.lastIndex()) {
            isPlaced = false;
            return null;
        }
        position = block.lastIndex();
        return block;
    }

    private void standAt(long index) {
        position = index;
        isPlaced = false;
    }

    /** Goes to the first block that is wanted; those before it are not, those after it all are. */
    private void seekFirst(Predicate<Block> isWanted, Predicate<Start> isStartWanted) {
        try {
            long visible = journal.lastIndex();
            for (int attempt = 0; attempt < SEEK_ATTEMPTS; attempt++) {
                if (visible == Journal.NONE || isPlacedAtFirst(isWanted, isStartWanted, visible)) {
                    return;
                }
                journal.starts().refresh(); // retention took the file that was found
            }
            throw new JournalFailedException("cannot find a place in the journal: its files keep vanishing");
        } catch (RuntimeException | InternalError e) {
            throw journal.failed("cannot seek in the journal", e);
        }
    }

    private boolean isPlacedAtFirst(Predicate<Block> isWanted, Predicate<Start> isStartWanted, long visible) {
        long newest = journal.lastExcerpt(); // read after the id: never older
        int[] cycles = journal.starts().cycles();
        int newestCycle = journal.cycleOf(newest);
        int count = cycles.length;
        while (count > 0 && cycles[count - 1] > newestCycle) {
            count--; // nothing committed there yet
        }
        int lastUnwanted = -1;
        @Nullable Start before = null;
        int wanted = count;
        while (lastUnwanted + 1 < wanted) {
            int middle = (lastUnwanted + wanted) >>> 1;
            int at = middle;
            @Nullable Start start = journal.starts().of(cycles[at], cursor);
            while (start == null && ++at < wanted) {
                start = journal.starts().of(cycles[at], cursor); // a cycle without a sound block says nothing
            }
            if (start == null || isStartWanted.test(start)) {
                wanted = middle;
            } else {
                lastUnwanted = at;
                before = start;
            }
        }
        if (before == null) {
            return count == 0 ? standAtEnd(visible) : place(cycles[0], 0);
        }
        int cycle = before.cycle();
        long end = cycle == newestCycle ? journal.sequenceOf(newest) + 1 : cursor.excerptsIn(cycle);
        long sequence = firstWanted(cycle, before.sequence(), end, isWanted);
        if (sequence < end) {
            return place(cycle, sequence);
        }
        return lastUnwanted + 1 < count ? place(cycles[lastUnwanted + 1], 0) : standAtEnd(visible);
    }

    /** The first excerpt of {@code (unwanted, end)} that is wanted, or an unsound one right before it; else end. */
    private long firstWanted(int cycle, long unwanted, long end, Predicate<Block> isWanted) {
        long low = unwanted;
        long high = end;
        while (low + 1 < high) {
            long middle = (low + high) >>> 1;
            if (!cursor.moveTo(cycle, middle) || !readSoundBefore(cycle, high) || isWanted.test(cursor.block())) {
                high = middle;
            } else {
                low = cursor.sequence();
            }
        }
        return high;
    }

    private boolean readSoundBefore(int cycle, long end) {
        while (cursor.read() && cursor.cycle() == cycle && cursor.sequence() < end) {
            if (cursor.isSound()) {
                return true;
            }
        }
        return false;
    }

    private boolean place(int cycle, long sequence) {
        position = Journal.NONE;
        isPlaced = cursor.moveTo(cycle, sequence);
        return isPlaced;
    }

    private boolean standAtEnd(long visible) {
        standAt(visible);
        return true;
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("this journal reader is closed");
        }
    }
}
