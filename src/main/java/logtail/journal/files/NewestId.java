package logtail.journal.files;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import logtail.journal.Journal;
import logtail.runtime.Disk;
import logtail.runtime.OwnerOnly;

/**
 * Stores the newest id that was shown to readers in the mapped file {@code newest-id}. If the newest blocks are
 * damaged, their ids are never given again, and the number of lost events is known. An update costs two stores per
 * commit and survives the death of the process; close forces the file. After a power cut {@link ReservedIds} knows
 * more. The writer's thread.
 *
 * <pre>
 *   0            8            16
 *   +------------+------------+
 *   | id         | ~id        |   little-endian; believed only when the one is the complement of the other
 *   +------------+------------+
 * </pre>
 */
public final class NewestId implements AutoCloseable {
    private static final String FILE = "newest-id";
    private static final int LENGTH = 2 * Long.BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena = Arena.ofShared(); // opened on one thread, used on the writer's
    private final Disk disk;
    private final Path file;
    private final MemorySegment noted;

    public NewestId(Disk disk, Path directory) throws IOException {
        this.disk = disk;
        file = directory.resolve(FILE);
        try (FileChannel channel =
                OwnerOnly.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < LENGTH) {
                channel.write(
                        ByteBuffer.allocate(LENGTH), 0); // allocates the page: the mapping never faults on a full disk
            }
            noted = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH, arena);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /** Reads the id stored in {@code directory}, or {@link Journal#NONE}. Writes nothing. */
    static long read(Path directory) throws IOException {
        try {
            ByteBuffer file =
                    ByteBuffer.wrap(Files.readAllBytes(directory.resolve(FILE))).order(ByteOrder.LITTLE_ENDIAN);
            return file.remaining() < LENGTH ? Journal.NONE : believed(file.getLong(), file.getLong());
        } catch (NoSuchFileException e) {
            return Journal.NONE;
        }
    }

    /** The stored id, or {@link Journal#NONE}. */
    public long get() {
        return believed(noted.get(LONG, 0), noted.get(LONG, Long.BYTES));
    }

    /** Whether the file holds what {@link #set} wrote, which may be {@link Journal#NONE}. */
    public boolean isSound() {
        return noted.get(LONG, Long.BYTES) == ~noted.get(LONG, 0);
    }

    private static long believed(long id, long complement) {
        return id > 0 && complement == ~id ? id : Journal.NONE;
    }

    public void set(long id) {
        noted.set(LONG, 0, id);
        noted.set(LONG, Long.BYTES, ~id);
    }

    @Override
    public void close() {
        try {
            disk.force(noted, file);
        } finally {
            arena.close();
        }
    }
}
