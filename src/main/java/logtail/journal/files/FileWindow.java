package logtail.journal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import logtail.event.ByteOrders;
import logtail.journal.JournalSettings;
import logtail.runtime.Disk;

/**
 * A buffered part of a file, loaded with plain reads: unlike a mapping it can neither change the file nor fault when
 * the file shrinks, and never disturbs the writer. Reads little after a jump, as for the newest block alone, and reads
 * ahead more and more while it moves forward. The buffer never grows beyond the largest block, whatever the file says.
 * One thread.
 */
public final class FileWindow implements AutoCloseable {
    private static final int LEAST_BYTES = 4 << 10;
    private static final int MOST_AHEAD_BYTES = 256 << 10; // more is no faster
    /** The most bytes to load at once: a block and the word before it. */
    static final int MOST_BYTES = JournalSettings.LARGEST_BLOCK_BYTES + Integer.BYTES;

    private static final byte[] ZEROES = new byte[MOST_AHEAD_BYTES];

    private final Disk disk;
    private final Path file;
    private final FileChannel channel;
    private byte[] bytes = new byte[LEAST_BYTES];
    private long start;
    private int length;
    private int ahead = LEAST_BYTES;

    /** @throws java.nio.file.NoSuchFileException when the file does not exist */
    FileWindow(Disk disk, Path file) throws IOException {
        this.disk = disk;
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /**
     * Loads {@code count} bytes at {@code position} into {@link #bytes}; false when the file ends before.
     *
     * @param count at most {@link #MOST_BYTES}
     * @throws IOException when the disk refuses one of them, which {@link #readableEnd} tells
     */
    boolean load(long position, int count) throws IOException {
        if (count > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "cannot load %d bytes of %s: at most %d".formatted(count, file, MOST_BYTES));
        }
        if (position >= start && position + count <= start + length) {
            return true;
        }
        if (!reaches(position + count)) {
            return false;
        }
        refill(position, count);
        return count <= length;
    }

    /** Whether the file is at least {@code end} bytes long; reads none of them. */
    boolean reaches(long end) throws IOException {
        return end <= channel.size();
    }

    /** The end of the loaded bytes; after a failure, the bytes that the disk refuses begin there. */
    long readableEnd() {
        return start + length;
    }

    /** The size of the buffer in bytes. */
    int bufferBytes() {
        return bytes.length;
    }

    /** Discards the loaded bytes, because a writer may have changed them. */
    void forget() {
        length = 0;
        ahead = LEAST_BYTES;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The index in {@link #bytes} of the loaded byte at {@code position} of the file. */
    int at(long position) {
        return (int) (position - start);
    }

    /** The loaded little-endian number at {@code position} of the file. */
    int intAt(long position) {
        return ByteOrders.getInt(bytes, at(position));
    }

    /** The end in the file of the zeroes that begin at {@code from}, which must be loaded. */
    long zeroesEnd(long from) throws IOException {
        long at = from;
        while (load(at, 1)) {
            int begin = at(at);
            int count = Math.min(length - begin, ZEROES.length);
            int end = Arrays.mismatch(bytes, begin, begin + count, ZEROES, 0, count);
            if (end >= 0) {
                return at + end;
            }
            at += count;
        }
        return at;
    }

    long sizeBytes() throws IOException {
        return channel.size();
    }

    private void refill(long position, int count) throws IOException {
        boolean goesOn = position >= start && position <= start + length && length > 0;
        int kept = goesOn ? (int) (start + length - position) : 0;
        ahead = goesOn ? Math.min(ahead * 2, MOST_AHEAD_BYTES) : LEAST_BYTES;
        int wanted = Math.max(count, ahead);
        byte[] from = bytes;
        if (wanted > bytes.length) {
            bytes = new byte[Math.max(wanted, Math.min(bytes.length * 2, MOST_AHEAD_BYTES))];
        }
        System.arraycopy(from, length - kept, bytes, 0, kept);
        start = position;
        length = kept;
        while (length < wanted) {
            int read = read(count, wanted);
            if (read <= 0) {
                return;
            }
            length += read;
        }
    }

    /** Bytes that are only read ahead, beyond the {@code count} needed, may be unreadable. */
    private int read(int count, int wanted) throws IOException {
        try {
            return disk.read(channel, file, ByteBuffer.wrap(bytes, length, wanted - length), start + length);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (length >= count) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
