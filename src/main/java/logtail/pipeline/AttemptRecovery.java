package logtail.pipeline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import logtail.runtime.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the receipts at the end of the journal, once: those of all blocks received since a given time, at least those of
 * the newest {@value #LEAST_EVENTS} events, and all behind the place up to which producers are known already. Runs on the {@code
 * attempt-recovery} thread, which then ends; no line with a key is appended before that.
 */
final class AttemptRecovery implements AutoCloseable {
    static final long LEAST_EVENTS = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRecovery.class);
    private static final long RETRY_DELAY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final long fromIndex;
    private final long toIndex;
    private final long sinceNs;
    private final Consumer<Block> receipts;
    private final Runnable done;
    private final JournalReader reader;
    private final Worker worker;
    private boolean isPlaced; // the worker's, as is the reader
    private boolean isReaderOpen = true;

    private AttemptRecovery(
            Journal journal,
            long fromIndex,
            long toIndex,
            long sinceNs,
            Consumer<Block> receipts,
            Runnable done,
            FaultHandler faults) {
        this.journal = journal;
        this.fromIndex = fromIndex;
        this.toIndex = toIndex;
        this.sinceNs = sinceNs;
        this.receipts = receipts;
        this.done = done;
        reader = journal.openReader();
        worker = Worker.start("attempt-recovery", this::read, faults);
    }

    /**
     * Starts the thread; reads nothing on the caller's.
     *
     * @param knownTo the last event whose producers are known already; {@link Journal#NONE} when none are
     * @param toIndex the last event that is read
     * @param receipts called with each block that has receipts
     */
    static AttemptRecovery start(
            Journal journal,
            long knownTo,
            long toIndex,
            long sinceNs,
            Consumer<Block> receipts,
            Runnable done,
            FaultHandler faults) {
        long fromIndex = Math.min(knownTo, toIndex - LEAST_EVENTS) + 1;
        return new AttemptRecovery(journal, fromIndex, toIndex, sinceNs, receipts, done, faults);
    }

    /** Lines that the disk refuses are not shown to anybody, so storing them a second time is right. */
    private boolean read() {
        if (!isReaderOpen) {
            return false;
        }
        try {
            if (!isPlaced) {
                place();
            }
            Block block = reader.nextReadable(AttemptRecovery::warn);
            if (block == null || block.firstIndex() > toIndex) {
                closeReader();
                done.run();
                return false;
            }
            if (block.receiptCount() > 0) {
                receipts.accept(block);
            }
            return true;
        } catch (JournalUnreadableException e) { // such as too many open files, which passes
            warn(e);
            LockSupport.parkNanos(this, RETRY_DELAY_NS); // closing the worker ends this at once
            return true;
        }
    }

    /** Seeks the earlier of the two bounds. */
    private void place() {
        reader.seekReceived(sinceNs);
        Block block = reader.nextReadable(AttemptRecovery::warn);
        long index = Math.max(journal.firstIndex(0), fromIndex);
        reader.seek(block == null ? index : Math.min(index, block.firstIndex()));
        isPlaced = true;
    }

    private static void warn(JournalUnreadableException e) {
        LOG.warn("at=attempts.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
    }

    private void closeReader() {
        if (isReaderOpen) {
            isReaderOpen = false;
            reader.close();
        }
    }

    @Override
    public void close() {
        worker.close();
        closeReader();
    }
}
