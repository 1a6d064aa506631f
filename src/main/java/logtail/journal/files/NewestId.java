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

/**
 * The newest id that readers were shown, in a file of its own, {@code newest-id}: should the newest blocks be damaged,
 * their ids are not given to others, and how many are lost is known. The file is mapped, so noting costs two stores a
 * commit and outlives the process; it is forced when the journal is closed. After a power cut {@link ReservedIds} tells
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
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < LENGTH) {
                channel.write(
                        ByteBuffer.allocate(LENGTH), 0); // a page of disk, so that no full disk can harm the mapping
            }
            noted = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH, arena);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /** The id that is noted in this directory, or {@link Journal#NONE}. Writes nothing. */
    static long read(Path directory) throws IOException {
        try {
            ByteBuffer file =
                    ByteBuffer.wrap(Files.readAllBytes(directory.resolve(FILE))).order(ByteOrder.LITTLE_ENDIAN);
            return file.remaining() < LENGTH ? Journal.NONE : believed(file.getLong(), file.getLong());
        } catch (NoSuchFileException e) {
            return Journal.NONE;
        }
    }

    /** The id noted last, or {@link Journal#NONE}. */
    public long get() {
        return believed(noted.get(LONG, 0), noted.get(LONG, Long.BYTES));
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
