package logtail.drain;

import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.journal.Place;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills batches from the journal, as large as the drain's share of memory lets them be. The drain's thread. */
final class BatchFiller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchFiller.class);

    private final String drain;
    private final BatchReader reader;
    private final BatchMemory memory;
    private boolean hasWarned;

    BatchFiller(String drain, BatchReader reader, BatchMemory memory) {
        this.drain = drain;
        this.reader = reader;
        this.memory = memory;
    }

    /**
     * Adds events to {@code batch} within {@code limits}; takes more memory if that is all it needs.
     *
     * @param end where to end; a batch sent again ends where it ended before, if there is memory for all of it
     * @return false when there is nothing left to read before {@code end}
     */
    boolean fill(Batch batch, BatchLimits limits, Place end) {
        boolean isMore;
        do {
            int bytes = Math.min(limits.bytes(), memory.batchBytes());
            isMore = reader.fill(batch, end, limits.events(), bytes);
        } while (isMore && isCutShort(batch, limits) && memory.grow());
        if (isMore && isCutShort(batch, limits) && !hasWarned) {
            hasWarned = true;
            LOG.warn(
                    "at=drain.small-batches drain={} bytes={} wanted={} reason={}",
                    drain,
                    memory.batchBytes(),
                    limits.bytes(),
                    OwnLog.quoted("other drains hold the memory for batches: a larger heap (-Xmx) has more"));
        }
        return isMore;
    }

    /** Returns the memory of large batches; false when the drain holds no more than its floor. */
    boolean shrink() {
        if (!memory.isGrown()) {
            return false;
        }
        memory.shrink();
        hasWarned = false;
        return true;
    }

    @Override
    public void close() {
        memory.close();
    }

    /** Whether only memory keeps the batch from being larger. */
    private boolean isCutShort(Batch batch, BatchLimits limits) {
        return batch.count() < limits.events()
                && batch.lengthBytes() < limits.bytes()
                && batch.lengthBytes() >= memory.batchBytes();
    }
}
