package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Predicate;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalReader;
import logtail.journal.files.CycleFile;
import logtail.journal.files.CycleStarts.Start;
import logtail.journal.index.Wanted;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ChronicleJournal} forward, from its files, without Chronicle: whose own reader stops at damage, or waits
 * half a minute for it to be mended, while {@link CycleFile} goes on behind it.
 *
 * <p>{@code position} is the last id handed out: while it has reached the journal's last visible id there is nothing to
 * read, and no file is touched. A seek by id only sets it; where the next block lies is looked up when there is one, so
 * what is appended but not yet committed needs no care.
 *
 * <p>Used by one thread at a time. The methods are synchronized all the same: it hands the file over when a reader moves
 * between threads, and lets retention and the journal close it.
 */
final class ChronicleReader implements JournalReader {
    private static final int OPEN_ATTEMPTS = 3;

    private final ChronicleJournal journal;
    private long position = Journal.NONE;
    private int cycle;
    private @Nullable CycleFile file; // reads what follows position; null when that is to be looked up
    private boolean isClosed;

    ChronicleReader(ChronicleJournal journal) {
        this.journal = journal;
    }

    @Override
    public synchronized void seek(long index) {
        checkOpen();
        closeFile();
        position = Math.clamp(index - 1, Journal.NONE, journal.lastIndex());
    }

    @Override
    public synchronized void seekReceived(long receivedNs) {
        checkOpen();
        closeFile();
        position = Journal.NONE;
        long visible = journal.lastIndex();
        try {
            place(start -> start.highWaterNs() < receivedNs, (lastIndex, highWaterNs) -> highWaterNs >= receivedNs);
            Block first = read(visible);
            if (first == null || file == null) {
                closeFile();
                position = visible;
            } else {
                file.unread();
                position = first.firstIndex() - 1;
            }
        } catch (IOException e) {
            throw journal.failed("cannot seek in the journal", e);
        }
    }

    @Override
    public synchronized @Nullable Block next() {
        checkOpen();
        long visible = journal.lastIndex();
        if (position >= visible) {
            return null;
        }
        try {
            if (file == null) {
                long wanted = position + 1;
                place(start -> start.firstIndex() <= wanted, (lastIndex, highWaterNs) -> lastIndex >= wanted);
            }
            return read(visible);
        } catch (IOException e) {
            throw journal.failed("cannot read the journal", e);
        }
    }

    @Override
    public void close() {
        release();
        journal.forget(this);
    }

    /** Lets go of a file of an older cycle, which retention takes; reading goes on with the oldest block that is kept. */
    synchronized void leaveBefore(int keptCycle) {
        if (file != null && cycle < keptCycle) {
            closeFile();
        }
    }

    synchronized void release() {
        isClosed = true;
        closeFile();
    }

    private @Nullable Block read(long visible) throws IOException {
        while (file != null) {
            switch (file.next()) {
                case BLOCK -> {
                    Block block = file.block();
                    if (block.firstIndex() > visible) { // damage took all blocks before it that readers may see
                        file.unread();
                        return null;
                    }
                    if (block.lastIndex() > position) {
                        position = block.lastIndex();
                        return block;
                    }
                }
                case DAMAGE -> journal.damage().add(file);
                case END -> openAfter(cycle);
            }
        }
        return null;
    }

    /**
     * Goes to the first block that may be wanted, where all before it are not and all after it are.
     *
     * @param isBefore whether a cycle that starts so may hold unwanted blocks before the first wanted one
     */
    private void place(Predicate<Start> isBefore, Wanted wanted) throws IOException {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            int[] cycles = journal.files().cycles();
            int at = Math.max(0, lastBefore(cycles, isBefore));
            if (cycles.length == 0 || open(cycles[at])) {
                if (file != null) {
                    file.startAt(journal.index().offset(cycle, wanted));
                    file.skipWhile(block -> !wanted.test(block));
                }
                return;
            }
            journal.files().refresh(); // retention, or somebody else, took it
        }
        throw new JournalFailedException("cannot find a place in the journal: its files keep vanishing");
    }

    /** A binary search for the last of the cycles that start before what is wanted, or -1. */
    private int lastBefore(int[] cycles, Predicate<Start> isBefore) throws IOException {
        int low = -1;
        int high = cycles.length;
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            int at = middle;
            @Nullable Start start = journal.starts().of(cycles[at]);
            while (start == null && ++at < high) { // nothing sound in it: it says nothing
                start = journal.starts().of(cycles[at]);
            }
            if (start != null && isBefore.test(start)) {
                low = at;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Goes on with the file after that of {@code over}; without a file when there is none. */
    private void openAfter(int over) throws IOException {
        closeFile();
        for (int next : journal.files().cycles()) {
            if (next > over && open(next)) {
                return;
            }
        }
    }

    private boolean open(int wanted) throws IOException {
        try {
            file = new CycleFile(journal.files().path(wanted));
            cycle = wanted;
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw journal.failed("cannot close a journal file", e);
        } finally {
            file = null;
        }
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("this journal reader is closed");
        }
    }
}
