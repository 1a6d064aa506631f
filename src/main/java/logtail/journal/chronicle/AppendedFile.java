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
import logtail.runtime.OwnerOnly;
import logtail.runtime.Sizes;
import net.openhft.chronicle.wire.Wires;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does on the current cycle file what a mapping cannot: writes cheaply, detects a full disk as an error before a page
 * is touched, which would be a fault, and syncs. Belongs to the writer's thread.
 *
 * <p>Allocates space ahead of the writer with fallocate, and returns the unused rest when the writer leaves the file.
 * Checks regularly that the reserve is still free, because others write to the disk too.
 */
final class AppendedFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendedFile.class);
    private static final long MIN_AHEAD_BYTES = 64 << 10;
    private static final long MAX_AHEAD_BYTES = 1 << 20;
    private static final int AHEAD_SHIFT = 5; // a thirty-second of the file, so that the unused rest stays small
    /**
     * The most that Chronicle itself writes behind a block: an index of 64 KiB, and the mark that the cycle is over.
     */
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
     * Checks the free space; call before each append. Asks the file system once per MiB, and before a cycle begins,
     * because Chronicle touches the first pages of the new file before {@link #reserve} can allocate any.
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
                        "%s are free on the disk of LOGTAIL_DATA, less than LOGTAIL_DISK_RESERVE=%s"
                                .formatted(Sizes.about(free), Sizes.exact(reserveBytes)));
            }
            uncheckedBytes = 0;
            checkedCycle = cycle;
        } catch (IOException e) {
            throw new JournalFailedException("cannot read the free space of the disk of LOGTAIL_DATA: " + e, e);
        }
    }

    /**
     * Allocates the space for a block, and all unallocated space before and a little behind it, where Chronicle writes
     * its indexes later.
     *
     * @param current the file that the appender writes to
     * @throws JournalFullException when the file system has no room
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
            int error = posix.lastError(); // first, as any other call may change it
            if (error != NOT_SUPPORTED) { // without fallocate, checkSpace alone must do
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
     * Writes a block at the position that Chronicle's appender chose for it. A write through Chronicle's mapping would
     * fault on every page, which costs more than all other work for a block.
     *
     * @throws JournalFullException when the file system has no room for it; the next attempt overwrites what was
     *     written
     * @throws JournalFailedException when the disk refuses it for another reason, which does not pass by waiting
     */
    void write(long position, byte[] bytes, int lengthBytes) {
        var block = ByteBuffer.wrap(bytes, 0, lengthBytes);
        try {
            while (block.hasRemaining()) {
                disk.write(openChannel(), openFile().toPath(), block, position + block.position());
            }
        } catch (IOException e) {
            String what =
                    "the disk of LOGTAIL_DATA refuses to write %d bytes to %s: %s".formatted(lengthBytes, file, e);
            if (!isFull(e)) {
                throw new JournalFailedException(what, e);
            }
            sync(); // the blocks before are committed next
            release(); // the next attempt opens the file again
            throw new JournalFullException(what, e);
        }
    }

    /** Whether the file system has no room, which may pass. */
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
     * Syncs the file, if the settings ask for it.
     *
     * @throws JournalFailedException when the sync fails; the kernel may then have dropped any of the data
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

    /** Syncs a file that an earlier process left, if the settings ask for it. */
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
            sync(); // the last blocks of the previous cycle
            closeFile();
            OwnerOnly.tighten(current.toPath()); // made by Chronicle, with the modes of the umask
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

    /** Makes the directory entry of the file durable. */
    private void syncDirectory(@Nullable Path directory) throws IOException {
        if (directory != null) {
            disk.forceDirectory(directory);
        }
    }

    /**
     * Returns the unused space; readers still see zeros there. A file system without support keeps it allocated: little
     * more than a thirty-second of the file.
     */
    private void giveBack(FileChannel left) throws IOException {
        long unusedFrom = pageEnd(writtenEnd(left, writtenTo));
        long unusedTo = pageEnd(allocatedTo);
        if (descriptor != NO_DESCRIPTOR && unusedFrom < unusedTo) {
            posix.fallocate(descriptor, PUNCH_HOLE | KEEP_SIZE, unusedFrom, unusedTo - unusedFrom);
        }
    }

    /** The end of what Chronicle itself wrote behind the last block: an index, and the mark that the cycle is over. */
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
