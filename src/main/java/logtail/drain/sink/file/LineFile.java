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
import java.util.Arrays;
import java.util.Objects;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that whole lines are appended to, wherever its end is by then: somebody may empty it, as logrotate's {@code copytruncate}
 * does, or append to it as well. No other drain has it meanwhile. What a crash left of a line of ours is cut off when the file is
 * opened; behind anybody else's unfinished line ours begin with a line end. One thread.
 */
final class LineFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);
    private static final int PIECE_BYTES = 64 << 10;
    private static final byte[] LINE_END = {'\n'};
    private static final int MAX_LINE_BYTES = 16 << 20; // much longer than any that we write

    private final Path path;
    private final FileChannel end; // appends
    private final FileChannel bytes; // reads
    private final @Nullable Object key; // the inode

    private LineFile(Path path, FileChannel end, FileChannel bytes) throws IOException {
        this.path = path;
        this.end = end;
        this.bytes = bytes;
        key = key(path);
    }

    /**
     * Opens a file, or begins it; its directory must be there.
     *
     * @param beginning of each line of ours; empty when lines of ours cannot be told from others
     * @throws IOException when that cannot be, or somebody else has it open; the message says why
     */
    static LineFile open(Path path, byte[] beginning) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a regular file");
        }
        FileChannel end;
        try {
            end = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no directory %s".formatted(path.getParent()), e);
        }
        LineFile file;
        try {
            lock(end);
            file = new LineFile(path, end, FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | RuntimeException e) {
            end.close();
            throw e;
        }
        try {
            file.cutTornLine(beginning);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
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

    private void cutTornLine(byte[] beginning) throws IOException {
        long size = size();
        long from = lineEndBefore(size);
        if (from < size && isBegunWith(beginning, from, size)) {
            LOG.info("at=drain.file.cut file={} bytes={}", OwnLog.quoted(path.toString()), size - from);
            end.truncate(from);
        }
    }

    private boolean isBegunWith(byte[] beginning, long from, long size) throws IOException {
        var begun = ByteBuffer.allocate((int) Math.min(beginning.length, size - from));
        read(begun, from);
        return begun.capacity() > 0 && Arrays.equals(begun.array(), Arrays.copyOf(beginning, begun.capacity()));
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
            if (bytes.read(into, from + into.position()) < 0) {
                throw new IOException("it is being cut by somebody else");
            }
        }
    }

    /** The line that ends before {@code offset}, with its line end; nothing before the first one. */
    byte[] lineBefore(long offset) throws IOException {
        long from = offset == 0 ? 0 : lineEndBefore(offset - 1);
        var line = ByteBuffer.allocate((int) (offset - from));
        read(line, from);
        return line.array();
    }

    /** Its size now: it is not ours alone. */
    long size() throws IOException {
        return bytes.size();
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
     * @throws IOException when they could not all be written; then none of them is there, if the file system allows and nobody
     *     else wrote meanwhile
     */
    void append(byte[] source, int from, int length) throws IOException {
        long size = size();
        var lines = ByteBuffer.wrap(source, from, length);
        try {
            if (!isAtLineStart(size)) {
                end.write(ByteBuffer.wrap(LINE_END));
                size += LINE_END.length;
            }
            while (lines.hasRemaining()) {
                end.write(lines);
            }
        } catch (IOException e) {
            takeBack(size, lines.position() - from, e);
            throw e;
        }
    }

    private boolean isAtLineStart(long size) throws IOException {
        var last = ByteBuffer.allocate(1);
        return size == 0 || bytes.read(last, size - 1) < 1 || last.get(0) == '\n';
    }

    private void takeBack(long size, int written, IOException cause) {
        try {
            if (end.isOpen() && size() == size + written) {
                end.truncate(size);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Waits until the disk has it. */
    void force() throws IOException {
        end.force(false);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
        end.close();
    }
}
