package logtail.pipeline;

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
 * Reads the receipts at the end of the journal, once: of all blocks received since a time, of the newest {@value
 * #LEAST_EVENTS} events in any case, and of all behind those that are known already, whichever is more. Runs on the {@code attempt-recovery} thread, which then ends;
 * nothing with a key is appended before.
 */
final class AttemptRecovery implements AutoCloseable {
    static final long LEAST_EVENTS = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRecovery.class);

    private final JournalReader reader;
    private final long toIndex;
    private final Consumer<Block> receipts;
    private final Runnable done;
    private final Worker worker;
    private boolean isReaderOpen = true; // the worker's

    private AttemptRecovery(
            JournalReader reader, long toIndex, Consumer<Block> receipts, Runnable done, FaultHandler faults) {
        this.reader = reader;
        this.toIndex = toIndex;
        this.receipts = receipts;
        this.done = done;
        worker = Worker.start("attempt-recovery", this::read, faults);
    }

    /**
     * Begins to read.
     *
     * @param knownTo all before and with this event was known to the producers' file, so it is read for free keys alone
     * @param toIndex the last event that is read
     * @param receipts takes each block that has some
     */
    static AttemptRecovery start(
            Journal journal,
            long knownTo,
            long toIndex,
            long sinceNs,
            Consumer<Block> receipts,
            Runnable done,
            FaultHandler faults) {
        JournalReader reader = journal.openReader();
        long first = Math.min(knownTo, toIndex - LEAST_EVENTS) + 1;
        seek(reader, Math.max(journal.firstIndex(), first), sinceNs);
        return new AttemptRecovery(reader, toIndex, receipts, done, faults);
    }

    /** To the earlier of the two. */
    private static void seek(JournalReader reader, long index, long sinceNs) {
        reader.seekReceived(sinceNs);
        long first = index;
        try {
            Block block = reader.next();
            first = block == null ? index : Math.min(index, block.firstIndex());
        } catch (JournalUnreadableException e) {
            tellUnreadable(e); // what the time leads to is not there
        }
        reader.seek(first);
    }

    private boolean read() {
        if (!isReaderOpen) {
            return false;
        }
        try {
            Block block = reader.next();
            if (block == null || block.firstIndex() > toIndex) {
                closeReader();
                done.run();
                return false;
            }
            if (block.receiptCount() > 0) {
                receipts.accept(block);
            }
        } catch (JournalUnreadableException e) {
            tellUnreadable(e); // its lines cannot be shown either, so keeping them once more is right
        }
        return true;
    }

    private static void tellUnreadable(JournalUnreadableException e) {
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
