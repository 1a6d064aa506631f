package logtail.journal.chronicle;

import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ChronicleJournal} forward.
 *
 * <p>{@code position} is the last id handed out: while it has reached the journal's last visible id there is nothing to
 * read, and the queue is not touched. A seek to the end only sets it; where the next block lies is looked up when there
 * is one, so what is appended but not yet committed needs no care. A seek elsewhere is an {@link ExcerptSearch}.
 *
 * <p>Used by one thread at a time. The methods are synchronized all the same: it hands the tailer over when a reader
 * moves between threads, and lets the journal close forgotten readers without pulling the mapped memory from under them.
 */
final class ChronicleReader implements JournalReader {
    private static final int SEEK_ATTEMPTS = 3;

    private final ChronicleJournal journal;
    private final ExcerptCursor cursor;
    private final ExcerptSearch search;
    private long position = Journal.NONE;
    private boolean isPlaced; // else the cursor is anywhere, and goes to the block after position when there is one
    private boolean isClosed;

    ChronicleReader(ChronicleJournal journal) {
        this.journal = journal;
        cursor = journal.openCursor();
        search = new ExcerptSearch(journal.starts(), journal.index(), cursor, journal.rollCycle());
    }

    @Override
    public synchronized void seek(long index) {
        checkOpen();
        long visible = journal.lastIndex();
        if (index > visible) {
            standAt(visible);
        } else {
            position = index - 1;
            seekFirst((lastIndex, highWaterNs) -> lastIndex >= index);
        }
    }

    @Override
    public synchronized void seekReceived(long receivedNs) {
        checkOpen();
        position = Journal.NONE;
        seekFirst((lastIndex, highWaterNs) -> highWaterNs >= receivedNs);
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
            while (isPlaced && cursor.read()) {
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

    /** Lets go of a file of an older cycle, which retention takes; reading goes on with the oldest block that is kept. */
    synchronized void leaveBefore(int cycle) {
        if (!isClosed && cursor.leaveBefore(cycle)) {
            isPlaced = false;
        }
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
            isPlaced = cursor.moveTo(cursor.excerpt());
            return null;
        }
        position = block.lastIndex();
        return block;
    }

    /** Goes to the first block that is wanted; those before it are not, those after it all are. */
    private void seekFirst(Wanted wanted) {
        long visible = journal.lastIndex();
        if (visible == Journal.NONE) {
            return;
        }
        try {
            for (int attempt = 0; attempt < SEEK_ATTEMPTS; attempt++) {
                long newest = journal.lastExcerpt(); // read after the id: never older
                switch (search.moveToFirst(wanted, newest)) {
                    case FOUND -> {
                        isPlaced = true;
                        return;
                    }
                    case NONE -> {
                        standAt(visible);
                        return;
                    }
                    case VANISHED -> journal.starts().refresh();
                }
            }
            throw new JournalFailedException("cannot find a place in the journal: its files keep vanishing");
        } catch (RuntimeException | InternalError e) {
            throw journal.failed("cannot seek in the journal", e);
        }
    }

    private void standAt(long index) {
        position = index;
        isPlaced = false;
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("this journal reader is closed");
        }
    }
}
