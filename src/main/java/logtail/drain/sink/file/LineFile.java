package logtail.drain.sink.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that whole lines are appended to. It is ours alone while it is open, and ends with a whole line: what a crash left
 * of a line is cut off. One thread.
 */
final class LineFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);
    private static final int PIECE_BYTES = 64 << 10;
    private static final int MAX_LINE_BYTES = 16 << 20; // much longer than any that we write

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object key; // the inode
    private long size;

    private LineFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        key = key(path);
        size = channel.size();
    }

    /**
     * Opens a file, or begins it; its directory must be there.
     *
     * @throws IOException when that cannot be, or somebody else has it open; the message says why
     */
    static LineFile open(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a regular file");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no directory %s".formatted(path.getParent()), e);
        }
        try {
            lock(channel);
            var file = new LineFile(path, channel);
            file.cutTornLine();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new IOException("another process writes it");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("another drain writes it", e);
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void cutTornLine() throws IOException {
        long end = lineEndBefore(size);
        if (end < size) {
            LOG.info("at=drain.file.cut file={} bytes={}", OwnLog.quoted(path.toString()), size - end);
            channel.truncate(end);
            size = end;
        }
    }

    /** Behind the last line end before {@code offset}. */
    private long lineEndBefore(long offset) throws IOException {
        var piece = ByteBuffer.allocate(PIECE_BYTES);
        for (long to = offset; to > 0; to -= PIECE_BYTES) {
            if (offset - to > MAX_LINE_BYTES) {
                throw new IOException("it ends with no line: it is none of ours");
            }
            long from = Math.max(0, to - PIECE_BYTES);
            read(piece.clear().limit((int) (to - from)), from);
            for (int i = piece.limit() - 1; i >= 0; i--) {
                if (piece.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    private void read(ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) {
                throw new IOException("it is being cut by somebody else");
            }
        }
    }

    /** The last line with its line end, or nothing of an empty file. */
    byte[] lastLine() throws IOException {
        long from = size == 0 ? 0 : lineEndBefore(size - 1);
        var line = ByteBuffer.allocate((int) (size - from));
        read(line, from);
        return line.array();
    }

    long size() {
        return size;
    }

    /** Whether the path still leads to this file: it may have been moved or deleted. */
    boolean isInPlace() throws IOException {
        try {
            return Objects.equals(key, key(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Appends whole lines.
     *
     * @throws IOException when they could not all be written; then none of them is there, if the file system allows
     */
    void append(byte[] bytes, int from, int length) throws IOException {
        var lines = ByteBuffer.wrap(bytes, from, length);
        try {
            while (lines.hasRemaining()) {
                channel.write(lines, size + lines.position() - from);
            }
            size += length;
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
    }

    private void takeBack(IOException cause) {
        try {
            if (channel.isOpen()) {
                channel.truncate(size);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Waits until the disk has it. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
