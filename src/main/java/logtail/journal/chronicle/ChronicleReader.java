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
 * Reads the files of a {@link ChronicleJournal} forward without Chronicle, whose own reader stops at damage or waits
 * half a minute for its repair; {@link CycleFile} continues behind it.
 *
 * <p>{@code position} is the last id returned: once it has reached the journal's last visible id there is nothing to
 * read, and no file is touched. A seek by id only sets it; the file is located when there is a next block, so
 * uncommitted blocks need no special case.
 *
 * <p>Used by one thread at a time. The lock publishes the state when a reader moves between threads, and lets retention
 * and the journal close the file. Retention never waits for the lock, because its holder may be reading from a slow
 * disk: it sets {@code keptFrom}, and the holder closes the file when it releases the lock.
 */
final class ChronicleReader implements JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleReader.class);
    private static final int OPEN_ATTEMPTS = 3;
    private static final long NOWHERE = -1;

    private final ChronicleJournal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<@Nullable Block> readingNext = this::readNext; // allocated once, not per block
    private long position = Journal.NONE;
    private int cycle;
    private @Nullable CycleFile file; // positioned behind position; null when it has to be located
    private @Nullable JournalUnreadableException untold; // met by a seek, thrown by the next call of next()
    private int toldCycle; // the last place reported as unreadable, so that it is reported once
    private long toldOffset = NOWHERE;
    private boolean isClosed;
    private volatile int keptFrom = Integer.MIN_VALUE; // close the files of cycles before this one
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

    /**
     * Closes the file of an older cycle, which retention deletes; reading continues with the oldest block that is kept.
     */
    void leaveBefore(int keptCycle) {
        keptFrom = keptCycle;
        isLeaveDue = true;
        leave();
    }

    /** Whether this reader holds a file open. */
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
            leave(); // a request that came while we held the lock
        }
    }

    /** Never waits: when another thread holds the lock, that one closes the file. */
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

    /**
     * Positions the file before the first block received then or later and returns the id before that block; the newest
     * id when there is none.
     */
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
                    if (block.firstIndex() > visible) { // all visible blocks before it are damaged
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

    /** Throws, unless it already did for this place; reading then continues behind it. */
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
     * Positions the file at the first block for which {@code wanted} is true.
     *
     * @param isBefore whether a cycle with this start may hold blocks before the first wanted one
     */
    private void place(Predicate<Start> isBefore, Wanted wanted) throws IOException {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            int[] cycles = journal.files().cycles();
            int at = Math.max(0, journal.starts().lastBefore(cycles, isBefore));
            if (cycles.length == 0 || open(cycles[at])) {
                if (file != null) {
                    file.startAt(journal.index().offset(cycle, wanted));
                    file.skipWhile(block -> !wanted.test(block));
                }
                return;
            }
            journal.files().refresh(); // retention, or somebody else, deleted it
            journal.sweepSoon();
        }
        throw new IOException("its files are deleted again and again while they are opened");
    }

    /** Opens the first file after the cycle {@code over}; leaves none open when there is none. */
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
        } catch (IOException e) { // harmless after reading
            LOG.debug("at=journal.close.failed reason={}", OwnLog.quoted(e.toString()));
        } finally {
            file = null;
        }
    }
}
