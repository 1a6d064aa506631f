package logtail.journal.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.journal.files.CycleFiles;
import logtail.runtime.CrashPoint;
import logtail.runtime.OwnLog;
import logtail.runtime.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds and writes the index of the blocks that are appended, cycle by cycle. Called by the journal writer's thread;
 * any thread may read the index of the current cycle.
 *
 * <p>Writes records to the file after each MiB of blocks, at the end of the cycle and at close, so a crash leaves
 * little to rebuild. Never syncs. A failed write is logged once and repeated with the next records, as all records of
 * the cycle are in memory.
 */
public final class IndexWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexWriter.class);
    private static final int FLUSH_EVERY_BYTES = 1 << 20;

    private final CycleFiles files;
    private final Consumer<CycleIndex> left;
    private final OpenRange range = new OpenRange();
    private @Nullable FileChannel channel;
    private int writtenBytes;
    private int unwrittenBytes; // of blocks
    private boolean isFailing;
    private volatile @Nullable CycleIndex current;

    /** @param left called with the index of each finished cycle, before the next one becomes current */
    IndexWriter(CycleFiles files, Consumer<CycleIndex> left) {
        this.files = files;
        this.left = left;
    }

    /** The index of the newest cycle; null before the first block. Any thread. */
    @Nullable
    CycleIndex current() {
        return current;
    }

    /**
     * Adds the newest block.
     *
     * @param offset the offset in its file at which it begins
     */
    void add(int cycle, long offset, Block block) {
        CycleIndex index = current;
        if (index == null || index.cycle() != cycle) {
            index = begin(cycle, offset, block);
        } else if (!range.takes(block)) {
            closeRange(index);
        }
        range.add(offset, block);
    }

    /** Writes the remaining records. */
    @Override
    public void close() {
        CycleIndex index = current;
        if (index != null) {
            end(index);
        }
    }

    private CycleIndex begin(int cycle, long offset, Block block) {
        CycleIndex old = current;
        if (old != null) {
            end(old);
            left.accept(old);
        }
        CycleIndex index = CycleIndex.begin(cycle, offset, block);
        range.begin();
        writtenBytes = 0;
        unwrittenBytes = 0;
        current = index;
        return index;
    }

    private void end(CycleIndex index) {
        closeRange(index);
        index.complete();
        flush(index);
        closeFile();
    }

    private void closeRange(CycleIndex index) {
        if (!range.isEmpty()) {
            unwrittenBytes += range.lengthBytes();
            range.closeInto(index);
            if (unwrittenBytes >= FLUSH_EVERY_BYTES) {
                flush(index);
            }
        }
    }

    private void flush(CycleIndex index) {
        unwrittenBytes = 0;
        try {
            write(index);
            isFailing = false;
        } catch (IOException e) {
            closeFile();
            if (!isFailing) {
                isFailing = true;
                LOG.warn("at=journal.index.failed error={}", OwnLog.quoted(e.toString()));
            }
        }
    }

    private void write(CycleIndex index) throws IOException {
        FileChannel file = channel;
        if (file == null) {
            file = OwnerOnly.open(files.index(index.cycle()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = file;
            file.truncate(writtenBytes);
        }
        writeTo(file, index, writtenBytes + (index.size() - writtenBytes) / 2);
        CrashPoint.DURING_INDEX_WRITE.reach();
        writeTo(file, index, index.size());
    }

    private void writeTo(FileChannel file, CycleIndex index, int end) throws IOException {
        while (writtenBytes < end) {
            writtenBytes += file.write(ByteBuffer.wrap(index.bytes(), writtenBytes, end - writtenBytes), writtenBytes);
        }
    }

    private void closeFile() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("at=journal.index.failed error={}", OwnLog.quoted(e.toString()));
        }
        channel = null;
    }
}
