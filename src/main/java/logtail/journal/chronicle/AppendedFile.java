package logtail.journal.chronicle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import logtail.journal.JournalSettings;
import logtail.runtime.Disk;
import logtail.runtime.OwnLog;
import net.openhft.chronicle.wire.Wires;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that is being appended to, for what a mapping cannot do: write at a low price, learn of a full disk before a
 * page of it is touched, which would be a fault instead of an error, and make sure that what was written is on the disk.
 * Belongs to the writer's thread.
 *
 * <p>Space is taken ahead of the writer in stretches with fallocate, and what is unused of the last one is given back when
 * the writer leaves the file. The file system is asked now and then whether the reserve is still free, as others write to
 * it too.
 */
final class AppendedFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendedFile.class);
    private static final long MIN_AHEAD_BYTES = 64 << 10;
    private static final long MAX_AHEAD_BYTES = 1 << 20;
    private static final int AHEAD_SHIFT =
            5; // a thirty-second of the file, so that what it leaves unused hardly counts
    /** What Chronicle may write behind a block by itself: an index of 64 KiB, and the mark that the cycle is over. */
    private static final long CHRONICLES_OWN_BYTES = 80 << 10;

    private static final long CHECK_EVERY_BYTES = 1 << 20;
    private static final int NO_CYCLE = -1;
    private static final int KEEP_SIZE = 1; // FALLOC_FL_KEEP_SIZE
    private static final int PUNCH_HOLE = 2; // FALLOC_FL_PUNCH_HOLE
    private static final int NOT_SUPPORTED = 95; // EOPNOTSUPP
    private static final Set<Integer> PASSING = Set.of(4, 28, 122); // EINTR, ENOSPC, EDQUOT
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded"); // the same in words
    private static final int PAGE_BYTES = 4096;
    private static final int NO_DESCRIPTOR = -1;

    private final Disk disk;
    private final FileStore fileStore;
    private final long reserveBytes;
    private final boolean isDurable;
    private final PosixAPI posix = PosixAPI.posix();
    private @Nullable File file;
    private int descriptor = NO_DESCRIPTOR;
    private @Nullable FileChannel channel;
    private long writtenTo;
    private long allocatedTo;
    private long uncheckedBytes;
    private int checkedCycle = NO_CYCLE;

    AppendedFile(JournalSettings settings, Disk disk) throws IOException {
        this.disk = disk;
        fileStore = Files.getFileStore(settings.directory());
        reserveBytes = settings.reserveBytes();
        isDurable = settings.sync() == JournalSettings.Sync.GROUP;
    }

    /**
     * Call before a block is appended. Looks now and then, and before a cycle begins, as its file is made by Chronicle: the
     * first pages of that are touched before {@link #reserve} can take any.
     *
     * @throws JournalFullException when less than the reserve is free
     */
    void checkSpace(int cycle, int moreBytes) {
        uncheckedBytes += moreBytes;
        if (cycle == checkedCycle && uncheckedBytes < CHECK_EVERY_BYTES) {
            return;
        }
        try {
            long free = fileStore.getUsableSpace();
            if (free < reserveBytes) {
                throw new JournalFullException(
                        "%d bytes are free on the disk of LOGTAIL_DATA, fewer than LOGTAIL_DISK_RESERVE=%d"
                                .formatted(free, reserveBytes));
            }
            uncheckedBytes = 0;
            checkedCycle = cycle;
        } catch (IOException e) {
            throw new JournalFailedException("cannot tell how much is free on the disk of LOGTAIL_DATA: " + e, e);
        }
    }

    /**
     * Takes the space that a block is about to be written to, and all before and a little behind it that is not taken yet:
     * Chronicle fills its indexes there in later.
     *
     * @param current the file that the appender stands in
     * @throws JournalFullException when the file system has none
     */
    void reserve(File current, long position, int bytes) {
        if (!current.equals(file)) {
            open(current);
        }
        writtenTo = position + bytes;
        long needed = writtenTo + CHRONICLES_OWN_BYTES;
        if (needed <= allocatedTo) {
            return;
        }
        long end = needed + Math.clamp(position >> AHEAD_SHIFT, MIN_AHEAD_BYTES, MAX_AHEAD_BYTES);
        if (descriptor != NO_DESCRIPTOR
                && posix.fallocate(descriptor, KEEP_SIZE, allocatedTo, end - allocatedTo) != 0) {
            int error = posix.lastError(); // first of all, as any other call may change it
            if (error != NOT_SUPPORTED) { // then the reserve alone has to do
                throw refusedSpace(error, current, end - allocatedTo);
            }
        }
        allocatedTo = end;
    }

    private RuntimeException refusedSpace(int error, File current, long bytes) {
        String what = "the disk of LOGTAIL_DATA has no %d bytes for %s: %s"
                .formatted(bytes, current.getName(), posix.lastErrorStr());
        uncheckedBytes = CHECK_EVERY_BYTES;
        return PASSING.contains(error) ? new JournalFullException(what) : new JournalFailedException(what);
    }

    /**
     * Writes a block where Chronicle has made a place for it. Through Chronicle's mapping every page would be a fault first,
     * which costs more than all else that is done for a block.
     *
     * @throws JournalFullException when the file system has no room for it; what it took is overwritten when the same
     *     block comes again
     * @throws JournalFailedException when the disk refuses it for another reason, which waiting does not mend
     */
    void write(long position, byte[] bytes, int lengthBytes) {
        var block = ByteBuffer.wrap(bytes, 0, lengthBytes);
        try {
            while (block.hasRemaining()) {
                disk.write(openChannel(), openFile().toPath(), block, position + block.position());
            }
        } catch (IOException e) {
            String what = "the disk of LOGTAIL_DATA does not take %d bytes for %s: %s".formatted(lengthBytes, file, e);
            if (!isFull(e)) {
                throw new JournalFailedException(what, e);
            }
            sync(); // what came before is committed next
            release(); // and the next attempt begins anew
            throw new JournalFullException(what, e);
        }
    }

    /** Whether the file system has no room, which passes by itself. */
    static boolean isFull(IOException e) {
        return FULL.stream().anyMatch(String.valueOf(e.getMessage())::contains);
    }

    private File openFile() {
        return Objects.requireNonNull(file, "reserve comes first");
    }

    private FileChannel openChannel() {
        return Objects.requireNonNull(channel, "reserve comes first");
    }

    /**
     * Waits, if the settings ask for it, until all that was written to the file is on the disk.
     *
     * @throws JournalFailedException when it cannot be made sure; what the kernel has dropped then nobody knows
     */
    void sync() {
        try {
            if (isDurable && channel != null) {
                disk.force(channel, openFile().toPath()); // also flushes what was written through the mapping
            }
        } catch (IOException e) {
            throw new JournalFailedException("cannot sync the journal (LOGTAIL_SYNC=group): " + e, e);
        }
    }

    /** The same for a file that an earlier process left. */
    void syncLeft(Path left) throws IOException {
        if (isDurable && Files.exists(left)) {
            try (var blocks = FileChannel.open(left, StandardOpenOption.READ)) {
                disk.force(blocks, left);
            }
        }
    }

    @Override
    public void close() {
        try {
            closeFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(File current) {
        try {
            sync(); // the last blocks of the cycle before
            closeFile();
            descriptor = posix.open(current.getPath(), OpenFlag.O_RDWR, 0);
            channel = FileChannel.open(current.toPath(), StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (isDurable) {
                syncDirectory(current.toPath().toAbsolutePath().getParent());
            }
            file = current;
            writtenTo = 0;
            allocatedTo = 0;
        } catch (IOException e) {
            throw new JournalFullException("cannot open " + current + ": " + e, e);
        }
    }

    /** So that the file itself is found after a power cut. */
    private void syncDirectory(@Nullable Path directory) throws IOException {
        if (directory != null) {
            disk.forceDirectory(directory);
        }
    }

    /**
     * A reader that has the stretch mapped sees zeros there, as before. A file system that cannot give back keeps it: little
     * more than a thirty-second of the file.
     */
    private void giveBack(FileChannel left) throws IOException {
        long unusedFrom = pageEnd(writtenEnd(left, writtenTo));
        long unusedTo = pageEnd(allocatedTo);
        if (descriptor != NO_DESCRIPTOR && unusedFrom < unusedTo) {
            posix.fallocate(descriptor, PUNCH_HOLE | KEEP_SIZE, unusedFrom, unusedTo - unusedFrom);
        }
    }

    /** Behind what Chronicle itself wrote after the last block: an index, and the mark that the cycle is over. */
    private static long writtenEnd(FileChannel left, long blockEnd) throws IOException {
        var word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long end = blockEnd;
        do {
            end = (end + Integer.BYTES - 1) & -Integer.BYTES;
            left.read(word.clear().putInt(0, 0), end);
            end += Integer.BYTES + Wires.lengthOf(word.getInt(0));
        } while (word.getInt(0) != 0 && word.getInt(0) != Wires.END_OF_DATA);
        return end;
    }

    private static long pageEnd(long position) {
        return (position + PAGE_BYTES - 1) & -PAGE_BYTES;
    }

    private void closeFile() throws IOException {
        try {
            if (channel != null) {
                giveBack(channel);
            }
        } finally {
            release();
        }
    }

    private void release() {
        if (descriptor != NO_DESCRIPTOR) {
            posix.close(descriptor);
            descriptor = NO_DESCRIPTOR;
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("at=journal.close.failed file={} reason={}", file, OwnLog.quoted(e.toString()));
        }
        channel = null;
        file = null;
    }
}
