package logtail.journal.chronicle;

import java.io.IOException;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.journal.Journal.Appended;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import logtail.journal.JournalSettings;
import logtail.journal.files.JournalEnd;
import logtail.runtime.CrashPoint;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Numbers the events of blocks and appends each block as one Chronicle excerpt. Runs on the {@code journal-writer} thread
 * alone, so its fields are plain.
 *
 * <p>A failed append, as on a full disk, is rolled back. It may have left its block in the file all the same, so the next
 * append reads the end of the file first.
 */
final class BlockAppender {
    private final OpenedFiles files;
    private final CycleClock cycles;
    private final Retention retention;
    private final ExcerptAppender appender;
    private final AppendedFile file;
    private final int maxBlockBytes;
    private final boolean isDurable;
    private final CRC32C crc = new CRC32C();
    private final Block block = new Block();
    private final Uncommitted uncommitted = new Uncommitted();
    private boolean isEndKnown = true;
    private long nextIndex;
    private long highWaterNs;
    private int newestCycle; // the cycle of the newest block
    private long newestEnd; // the offset in its file at which the newest block ends

    BlockAppender(
            OpenedFiles files,
            JournalSettings settings,
            CycleClock cycles,
            ExcerptAppender appender,
            Retention retention) {
        this.files = files;
        this.cycles = cycles;
        this.retention = retention;
        this.appender = appender;
        file = files.appended();
        maxBlockBytes = settings.maxBlockBytes();
        isDurable = settings.sync() == JournalSettings.Sync.GROUP;
        nextIndex = files.end().lastIndex() + 1;
        highWaterNs = files.end().highWaterNs();
        newestCycle = files.end().cycle();
        newestEnd = files.end().offset();
    }

    /** Stamps the block with its ids and appends it; see {@link logtail.journal.Journal#append}. */
    void append(byte[] bytes, int lengthBytes, Appended appended) {
        if (lengthBytes > maxBlockBytes) {
            throw new JournalFailedException(
                    "a block of %d bytes is larger than %d, a quarter of the journal's block size"
                            .formatted(lengthBytes, maxBlockBytes));
        }
        try {
            if (!isEndKnown) {
                findEnd();
            }
            retention.beforeAppend(lengthBytes);
            file.checkSpace(cycles.cycle(), lengthBytes);
            block.wrap(bytes, 0);
            long newHighWaterNs = Math.max(highWaterNs, block.maxReceivedNs());
            Block.seal(bytes, 0, nextIndex, newHighWaterNs, crc);
            if (!isDurable) { // otherwise the block itself is synced before its ids are shown
                reserve(block.lastIndex());
            }
            write(bytes, lengthBytes);
            CrashPoint.AFTER_APPEND.reach();
            files.index().add(newestCycle, newestEnd - lengthBytes, block);
            uncommitted.add(appended, nextIndex, block.lastIndex());
            nextIndex = block.lastIndex() + 1;
            highWaterNs = newHighWaterNs;
        } catch (JournalFullException e) {
            isEndKnown = false;
            throw e;
        } catch (Throwable e) { // a mapping throws InternalError when its disk fails
            isEndKnown = false;
            throw failed(e);
        }
    }

    boolean hasUncommitted() {
        return !uncommitted.isEmpty();
    }

    /** Syncs the uncommitted blocks if the settings ask for it, and returns the id of the last event in them. */
    long sync() {
        file.sync();
        return uncommitted.lastIndex();
    }

    /** Calls back for each uncommitted block, which is committed by now. */
    void complete() {
        uncommitted.complete();
    }

    /** The cycle of the newest block. */
    int newestCycle() {
        return newestCycle;
    }

    private void reserve(long to) throws IOException {
        try {
            files.reserved().cover(to);
        } catch (IOException e) {
            if (AppendedFile.isFull(e)) {
                throw new JournalFullException("the disk of LOGTAIL_DATA has no room to reserve ids: " + e, e);
            }
            throw e;
        }
    }

    private void write(byte[] bytes, int lengthBytes) {
        long endOffset;
        try (DocumentContext document = appender.writingDocument()) {
            try {
                var target = document.wire().bytes();
                file.reserve(appender.currentFile(), target.writePosition(), lengthBytes);
                file.write(target.writePosition(), bytes, lengthBytes);
                target.writeSkip(lengthBytes);
                CrashPoint.DURING_APPEND.reach();
                endOffset = target.writePosition();
            } catch (Throwable e) {
                document.rollbackOnClose();
                throw e;
            }
        }
        newestCycle = cycles.cycle();
        newestEnd = endOffset;
        files.cycles().begin(newestCycle);
        cycles.endsAt(newestCycle, endOffset, block.maxReceivedNs());
    }

    private void findEnd() throws IOException {
        var known = new JournalEnd(newestCycle, newestEnd, nextIndex - 1, highWaterNs, highWaterNs);
        var end = known.readOn(files.cycles(), cycles.cycle());
        nextIndex = end.lastIndex() + 1;
        highWaterNs = end.highWaterNs();
        isEndKnown = true;
    }

    private JournalFailedException failed(Throwable cause) {
        return cause instanceof JournalFailedException known
                ? known
                : new JournalFailedException(
                        "cannot append to the journal in %s (LOGTAIL_DATA): %s".formatted(files.directory(), cause),
                        cause);
    }
}
