package logtail.cli.ship;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import logtail.runtime.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * FIFO queue of batches on disk, in its own directory. Its files ({@link SpoolFile}) are numbered; each is deleted when all
 * its batches are sent. Batches of a dead process are sent again from the start of its oldest file; the daemon deduplicates
 * them by key. Any thread.
 */
public final class Spool implements AutoCloseable {
    private static final long FILE_BYTES = 1 << 20;
    private static final String LOCK = "lock";
    private static final String SUFFIX = ".spool";
    private static final Pattern NAME = Pattern.compile("\\d{16}" + Pattern.quote(SUFFIX));

    /** Another process uses the directory. */
    static final class InUseException extends IOException {
        private static final long serialVersionUID = 1;

        InUseException() {
            super("another process uses it");
        }
    }

    private final Path directory;
    private final long maxBytes;
    private final Deque<Path> files = new ArrayDeque<>();
    private long bytes;
    private long pending;
    private long pendingLines;
    private long removals;
    private long readAt; // offset in the first file
    private long nextNumber;
    private @Nullable FileChannel lock;
    private @Nullable RandomAccessFile writer;
    private SpoolFile.@Nullable Stored first;
    private final List<SpoolRepair.Damage> damage = new ArrayList<>();

    private Spool(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** A spool whose directory is created with the first batch. */
    static Spool later(Path directory, long maxBytes) {
        return new Spool(directory, maxBytes);
    }

    /**
     * Opens a spool with the batches left in its directory.
     *
     * @throws IOException when the directory is unusable or in use by another process
     */
    static Spool open(Path directory, long maxBytes) throws IOException {
        var spool = new Spool(directory, maxBytes);
        spool.own();
        for (Path file : files(directory)) {
            spool.takeOver(file);
        }
        return spool;
    }

    /** The files of a spool, the oldest first. */
    static List<Path> files(Path directory) throws IOException {
        try (var found = Files.list(directory)) {
            return found.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Appends the batches of another directory and deletes that directory. Does nothing when it is in use. Call only before
     * the first {@link #offer}.
     */
    synchronized void takeUp(Path other) throws IOException {
        FileChannel otherLock;
        try {
            otherLock = lock(other);
        } catch (InUseException e) {
            return; // its process is alive and sends its batches itself
        }
        try {
            for (Path file : files(other)) {
                takeOver(Files.move(file, newFile()));
            }
            leave(other);
        } finally {
            otherLock.close();
        }
    }

    /** Damage found in files that were left. */
    synchronized List<SpoolRepair.Damage> damage() {
        return List.copyOf(damage);
    }

    synchronized boolean isEmpty() {
        return pending == 0;
    }

    synchronized long pendingLines() {
        return pendingLines;
    }

    /** Whether a batch fits into an empty spool. */
    boolean fits(ShippedBatch batch) {
        return SpoolFile.length(batch) <= maxBytes;
    }

    /** Adds a batch; false when there is no room. */
    synchronized boolean offer(ShippedBatch batch) throws IOException {
        long more = SpoolFile.length(batch);
        if (bytes + more > maxBytes) {
            return false;
        }
        own();
        RandomAccessFile file = writer;
        if (file == null || file.length() >= FILE_BYTES) {
            file = beginFile();
        }
        SpoolFile.append(batch, file);
        bytes += more;
        pending++;
        pendingLines += batch.lines();
        notifyAll();
        return true;
    }

    /** Waits for the oldest batch. */
    synchronized ShippedBatch awaitFirst() throws InterruptedException, IOException {
        while (pending == 0) {
            wait();
        }
        SpoolFile.Stored record = first;
        if (record == null) {
            record = read();
            first = record;
        }
        return record.batch();
    }

    /** Removes the oldest batch after it was sent. */
    synchronized void removeFirst() throws IOException {
        SpoolFile.Stored done = first;
        if (done == null) {
            throw new IllegalStateException("nobody has looked at it");
        }
        first = null;
        readAt = done.end();
        removals++;
        pending--;
        pendingLines -= done.batch().lines();
        Path file = files.getFirst();
        if (pending == 0 || readAt >= Files.size(file)) {
            forget(file);
        }
        notifyAll();
    }

    /** Waits until a batch is removed or the spool is empty, at most {@code timeoutMs}. */
    synchronized void awaitRemoval(long timeoutMs) throws InterruptedException {
        long before = removals;
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (long leftMs = timeoutMs; pending > 0 && removals == before && leftMs > 0; ) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        }
    }

    /** Releases the directory; deletes it when it is empty. */
    @Override
    public synchronized void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
        if (lock != null) {
            lock.close();
            if (files.isEmpty()) {
                leave(directory);
            }
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private static void leave(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(LOCK));
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // keeps copies of damaged files for the user
        }
    }

    private void own() throws IOException {
        if (lock == null) {
            OwnerOnly.tighten(OwnerOnly.createDirectories(directory)); // an earlier version left it open to all
            lock = lock(directory);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                OwnerOnly.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // reported below
        }
        channel.close();
        throw new InUseException();
    }

    /** Takes the valid batches of a file; if it has damage before or between them, keeps a copy of the file. */
    private void takeOver(Path found) throws IOException {
        Path file = SpoolRepair.repaired(found, damage);
        files.add(file);
        String name = String.valueOf(file.getFileName());
        nextNumber = Long.parseLong(name, 0, name.length() - SUFFIX.length(), 10) + 1;
        long at = 0;
        try (var in = new RandomAccessFile(file.toFile(), "rw")) {
            for (var record = SpoolFile.read(in, at); record != null; record = SpoolFile.read(in, at)) {
                at = record.end();
                pending++;
                pendingLines += record.batch().lines();
            }
            in.setLength(at);
        }
        bytes += at;
        if (at == 0) {
            files.remove(file);
            Files.delete(file);
        }
    }

    private RandomAccessFile beginFile() throws IOException {
        if (writer != null) {
            writer.close();
        }
        Path file = newFile();
        OwnerOnly.createFile(file);
        var opened = new RandomAccessFile(file.toFile(), "rw");
        writer = opened;
        files.add(file);
        return opened;
    }

    private Path newFile() {
        return directory.resolve("%016d".formatted(nextNumber++) + SUFFIX);
    }

    private void forget(Path file) throws IOException {
        bytes -= Files.size(file);
        files.removeFirst();
        readAt = 0;
        if (files.isEmpty() && writer != null) {
            writer.close();
            writer = null;
        }
        Files.delete(file);
    }

    private SpoolFile.Stored read() throws IOException {
        try (var in = new RandomAccessFile(files.getFirst().toFile(), "r")) {
            SpoolFile.Stored record = SpoolFile.read(in, readAt);
            if (record == null) {
                throw new IOException(files.getFirst() + " is damaged at byte " + readAt);
            }
            return record;
        }
    }
}
