package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes the blocks that are appended, cycle by cycle. The journal writer's thread calls it; the index of the cycle
 * that it is in may be read by any.
 *
 * <p>Records go to the file when they describe a MiB, when the cycle is over, and at close: so a crash leaves little to be
 * read again. Nothing is synced, and a file that cannot be written disturbs nobody: it is told once and tried again with
 * the next records, from where it stood, as all of them are in memory while the cycle lasts.
 */
final class IndexWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexWriter.class);
    private static final int FLUSH_EVERY_BYTES = 1 << 20;

    private final CycleNames names;
    private final Consumer<CycleIndex> left;
    private final OpenStretch stretch = new OpenStretch();
    private @Nullable FileChannel channel;
    private int writtenBytes;
    private int unwrittenBytes; // of blocks
    private boolean isFailing;
    private volatile @Nullable CycleIndex current;

    /**
     * @param left is told of the index of each cycle that is over, before another one is current
     */
    IndexWriter(CycleNames names, Consumer<CycleIndex> left) {
        this.names = names;
        this.left = left;
    }

    /** The index of the newest cycle; null before the first block. Any thread. */
    @Nullable
    CycleIndex current() {
        return current;
    }

    /** Goes on with an index that was read from its file. */
    void resume(CycleIndex index) {
        stretch.begin(index);
        writtenBytes = index.size();
        current = index;
    }

    /**
     * Describes the newest block.
     *
     * @param excerpt its number in its cycle
     * @param offset where it begins in the file of its cycle
     */
    void add(int cycle, long excerpt, long offset, Block block) {
        CycleIndex index = current;
        if (index == null || index.cycle() != cycle) {
            index = begin(cycle, offset, block);
        } else if (!stretch.takes(excerpt, block)) {
            closeStretch(index);
        }
        stretch.add(excerpt, offset, block);
    }

    /** Forgets all that is not written. */
    void abandon() {
        closeFile();
        current = null;
    }

    /** Writes what is left; the cycle may go on later. */
    @Override
    public void close() {
        CycleIndex index = current;
        if (index != null) {
            closeStretch(index);
            flush(index);
            closeFile();
        }
    }

    private CycleIndex begin(int cycle, long offset, Block block) {
        CycleIndex old = current;
        if (old != null) {
            closeStretch(old);
            old.complete();
            flush(old);
            closeFile();
            left.accept(old);
        }
        CycleIndex index = CycleIndex.begin(cycle, offset, block);
        stretch.begin(index);
        writtenBytes = 0;
        unwrittenBytes = 0;
        current = index;
        return index;
    }

    private void closeStretch(CycleIndex index) {
        if (!stretch.isEmpty()) {
            unwrittenBytes += stretch.lengthBytes();
            stretch.closeInto(index);
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
            file = FileChannel.open(names.index(index.cycle()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = file;
            file.truncate(writtenBytes);
        }
        while (writtenBytes < index.size()) {
            writtenBytes +=
                    file.write(ByteBuffer.wrap(index.bytes(), writtenBytes, index.size() - writtenBytes), writtenBytes);
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
