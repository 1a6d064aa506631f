package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.journal.files.CycleFile;
import logtail.journal.files.CycleStarts.Start;
import logtail.journal.index.Wanted;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a {@link ChronicleJournal} forward, from its files, without Chronicle: whose own reader stops at damage, or waits
 * half a minute for it to be mended, while {@link CycleFile} goes on behind it.
 *
 * <p>{@code position} is the last id handed out: while it has reached the journal's last visible id there is nothing to
 * read, and no file is touched. A seek by id only sets it; where the next block lies is looked up when there is one, so
 * what is appended but not yet committed needs no care.
 *
 * <p>Used by one thread at a time. The lock hands the file over when a reader moves between threads, and lets retention
 * and the journal close it. Retention never waits for it, as its holder may be reading from a slow disk: it leaves word
 * ({@code keptFrom}), and whoever has the lock lets go of the file after what it is at.
 */
final class ChronicleReader implements JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleReader.class);
    private static final int OPEN_ATTEMPTS = 3;
    private static final long NOWHERE = -1;

    private final ChronicleJournal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<@Nullable Block> readingNext = this::readNext; // made once, as a block comes often
    private long position = Journal.NONE;
    private int cycle;
    private @Nullable CycleFile file; // reads what follows position; null when that is to be looked up
    private @Nullable JournalUnreadableException untold; // met while seeking, for the next call of next()
    private int toldCycle; // where the last place is that was told as unreadable, so that it is told once
    private long toldOffset = NOWHERE;
    private boolean isClosed;
    private volatile int keptFrom = Integer.MIN_VALUE; // files of cycles before this one are to be let go
    private volatile boolean isLeaveDue;

    ChronicleReader(ChronicleJournal journal) {
        this.journal = journal;
    }

    @Override
    public void seek(long index) {
        locked(() -> {
            beginAnew();
            position = Math.clamp(index - 1, Journal.NONE, journal.lastIndex());
            return null;
        });
    }

    @Override
    public void seekReceived(long receivedNs) {
        locked(() -> {
            beginAnew();
            position = Journal.NONE;
            position = before(receivedNs, journal.lastIndex());
            return null;
        });
    }

    @Override
    public @Nullable Block next() {
        return locked(readingNext);
    }

    @Override
    public void close() {
        release();
        journal.forget(this);
    }

    /** Lets go of a file of an older cycle, which retention takes; reading goes on with the oldest block that is kept. */
    void leaveBefore(int keptCycle) {
        keptFrom = keptCycle;
        isLeaveDue = true;
        leave();
    }

    /** Whether it holds a file open. */
    boolean isAtAFile() {
        lock.lock();
        try {
            return file != null;
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            isClosed = true;
            closeFile();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Block locked(Supplier<@Nullable Block> work) {
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("this journal reader is closed");
            }
            return work.get();
        } finally {
            lock.unlock();
            leave(); // what came while we had the lock
        }
    }

    /** Never waits: when another has the lock, that one does it. */
    private void leave() {
        while (isLeaveDue && lock.tryLock()) {
            try {
                isLeaveDue = false;
                if (file != null && cycle < keptFrom) {
                    closeFile();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void beginAnew() {
        closeFile();
        untold = null;
        toldOffset = NOWHERE;
    }

    /** Stands before the first block received then or later, and returns the id before it; the newest when there is none. */
    private long before(long receivedNs, long visible) {
        try {
            place(start -> start.highWaterNs() < receivedNs, (lastIndex, highWaterNs) -> highWaterNs >= receivedNs);
            @Nullable Block first = firstReadable(visible);
            if (first != null && file != null) {
                file.unread();
                return first.firstIndex() - 1;
            }
        } catch (IOException e) {
            untold = unreadable("cannot seek in the journal: " + e, e);
        }
        closeFile();
        return visible;
    }

    private @Nullable Block firstReadable(long visible) throws IOException {
        while (true) {
            try {
                return read(visible);
            } catch (JournalUnreadableException e) {
                untold = e;
            }
        }
    }

    private @Nullable Block readNext() {
        if (untold != null) {
            JournalUnreadableException told = untold;
            untold = null;
            throw told;
        }
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
            closeFile();
            throw unreadable("cannot read the journal: " + e, e);
        }
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
                case UNREADABLE -> tellUnreadable(file);
                case END -> openAfter(cycle);
            }
        }
        return null;
    }

    /** Throws, unless it did for this place; then reading goes on behind it. */
    private void tellUnreadable(CycleFile in) {
        journal.damage().add(in);
        if (cycle == toldCycle && in.offset() == toldOffset) {
            return;
        }
        toldCycle = cycle;
        toldOffset = in.offset();
        throw unreadable("%s cannot be read at %d: %s".formatted(in.name(), in.offset(), in.damage()), null);
    }

    private JournalUnreadableException unreadable(String what, @Nullable Exception cause) {
        String where = what + " (LOGTAIL_DATA=" + journal.directory() + ")";
        return cause == null ? new JournalUnreadableException(where) : new JournalUnreadableException(where, cause);
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
            journal.missFiles();
        }
        throw new IOException("its files keep vanishing");
    }

    /** A binary search for the last of the cycles that start before what is wanted, or -1. */
    private int lastBefore(int[] cycles, Predicate<Start> isBefore) {
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
            file = journal.files().open(wanted);
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
        } catch (IOException e) { // it was only read
            LOG.debug("at=journal.close.failed reason={}", OwnLog.quoted(e.toString()));
        } finally {
            file = null;
        }
    }
}
