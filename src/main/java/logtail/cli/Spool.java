package logtail.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Batches on disk, first in first out, in a directory of our own. Its files hold a line of text per batch, {@code batch
 * KEY LINES BYTES CRC32C QUERY}, each followed by the bytes; a file goes when all of it is sent. What a dead process left
 * is there again, from the beginning of its oldest file on: the daemon knows by their keys the batches that it has. Any
 * thread.
 */
final class Spool implements AutoCloseable {
    private static final long FILE_BYTES = 1 << 20;
    private static final int LONGEST_HEADER_BYTES = 8 * 1024;
    private static final String SUFFIX = ".spool";

    private final Path directory;
    private final long maxBytes;
    private final Deque<Path> files = new ArrayDeque<>();
    private long bytes;
    private long pending;
    private long pendingLines;
    private long removals;
    private long readAt; // in the first file
    private long nextNumber;
    private @Nullable FileChannel lock;
    private @Nullable RandomAccessFile writer;
    private @Nullable Stored first;

    private record Stored(Batch batch, long end) {}

    private Spool(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** A spool whose directory is made when the first batch comes. */
    static Spool later(Path directory, long maxBytes) {
        return new Spool(directory, maxBytes);
    }

    /**
     * A spool with what is left in its directory.
     *
     * @throws IOException when the directory cannot be used, or another process does
     */
    static Spool open(Path directory, long maxBytes) throws IOException {
        var spool = new Spool(directory, maxBytes);
        spool.own();
        try (var found = Files.list(directory)) {
            for (Path file : found.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                spool.takeOver(file);
            }
        }
        return spool;
    }

    synchronized boolean isEmpty() {
        return pending == 0;
    }

    synchronized long pendingLines() {
        return pendingLines;
    }

    /** Whether a batch could ever be held. */
    boolean fits(Batch batch) {
        return (long) header(batch).length + batch.bytes().length <= maxBytes;
    }

    /** Adds a batch; false when there is no room. */
    synchronized boolean offer(Batch batch) throws IOException {
        byte[] header = header(batch);
        long more = (long) header.length + batch.bytes().length;
        if (bytes + more > maxBytes) {
            return false;
        }
        own();
        RandomAccessFile file = writer;
        if (file == null || file.length() >= FILE_BYTES) {
            file = beginFile();
        }
        file.write(header);
        file.write(batch.bytes());
        bytes += more;
        pending++;
        pendingLines += batch.lines();
        notifyAll();
        return true;
    }

    /** The oldest batch, when there is one. Waits for it. */
    synchronized Batch awaitFirst() throws InterruptedException, IOException {
        while (pending == 0) {
            wait();
        }
        Stored record = first;
        if (record == null) {
            record = read();
            first = record;
        }
        return record.batch();
    }

    /** The oldest batch is sent. */
    synchronized void removeFirst() throws IOException {
        Stored done = first;
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

    /** Waits until something was removed, when there is something, and at most so long. */
    synchronized void awaitRemoval(long timeoutMs) throws InterruptedException {
        long before = removals;
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (long leftMs = timeoutMs; pending > 0 && removals == before && leftMs > 0; ) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        }
    }

    /** Lets go of the directory, and deletes it when nothing is left in it. */
    @Override
    public synchronized void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
        if (lock != null) {
            lock.close();
            if (files.isEmpty()) {
                Files.deleteIfExists(directory.resolve("lock"));
                Files.deleteIfExists(directory);
            }
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private void own() throws IOException {
        if (lock != null) {
            return;
        }
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                lock = channel;
                return;
            }
        } catch (OverlappingFileLockException e) {
            // told below
        }
        channel.close();
        throw new IOException("another process uses it");
    }

    private void takeOver(Path file) throws IOException {
        files.add(file);
        String name = String.valueOf(file.getFileName());
        nextNumber = Long.parseLong(name, 0, name.length() - SUFFIX.length(), 10) + 1;
        long at = 0;
        try (var in = new RandomAccessFile(file.toFile(), "rw")) {
            for (Stored record = read(in, at); record != null; record = read(in, at)) {
                at = record.end();
                pending++;
                pendingLines += record.batch().lines();
            }
            in.setLength(at); // what is behind was being written when its process died
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
        Path file = directory.resolve("%016d".formatted(nextNumber++) + SUFFIX);
        var opened = new RandomAccessFile(file.toFile(), "rw");
        writer = opened;
        files.add(file);
        return opened;
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

    private Stored read() throws IOException {
        try (var in = new RandomAccessFile(files.getFirst().toFile(), "r")) {
            Stored record = read(in, readAt);
            if (record == null) {
                throw new IOException(files.getFirst() + " is damaged at byte " + readAt);
            }
            return record;
        }
    }

    /** Null when there is no whole batch at {@code at}. */
    private static @Nullable Stored read(RandomAccessFile in, long at) throws IOException {
        in.seek(at);
        byte[] window = new byte[(int) Math.min(LONGEST_HEADER_BYTES, in.length() - at)];
        in.readFully(window);
        String text = new String(window, US_ASCII);
        int end = text.indexOf('\n');
        String[] words = end < 0 ? new String[0] : text.substring(0, end).split(" ", -1);
        if (words.length != 6 || !words[0].equals("batch")) {
            return null;
        }
        long length = Long.parseLong(words[3]);
        if (at + end + 1 + length > in.length()) {
            return null;
        }
        byte[] body = new byte[Math.toIntExact(length)];
        in.seek(at + end + 1);
        in.readFully(body);
        if (!checksum(body).equals(words[4])) {
            return null;
        }
        return new Stored(
                new Batch(words[1], Query.encoded(words[5]), body, Integer.parseInt(words[2])), at + end + 1 + length);
    }

    private static byte[] header(Batch batch) {
        return "batch %s %d %d %s %s\n"
                .formatted(batch.key(), batch.lines(), batch.bytes().length, checksum(batch.bytes()), batch.query())
                .getBytes(US_ASCII);
    }

    private static String checksum(byte[] body) {
        var crc = new CRC32C();
        crc.update(body, 0, body.length);
        return Long.toHexString(crc.getValue());
    }
}
