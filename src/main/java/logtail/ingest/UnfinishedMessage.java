package logtail.ingest;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The end of what a stream has read, whose rest has not come yet. The next read goes behind it: in the {@link Scratch} that all streams of
 * a loop share, or, when it is large, in its own array. Belongs to the thread of its stream.
 */
final class UnfinishedMessage {
    private static final int LEAST_BYTES = 256;
    private static final int LARGE_BYTES = 4 * 1024; // a larger array shrinks when less is needed
    private static final byte[] NOTHING = {};

    private final HalfLines.Holder halfLine;
    private final Supplier<Scratch> scratch;
    private byte[] bytes = NOTHING;
    private int length;

    /**
     * @param halfLine to which it is told how long it is
     * @param scratch of its streams
     */
    UnfinishedMessage(HalfLines.Holder halfLine, Supplier<Scratch> scratch) {
        this.halfLine = halfLine;
        this.scratch = scratch;
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** How much memory it takes. */
    int capacity() {
        return bytes.length;
    }

    /** How much memory it will take once {@code more} bytes were put behind it. */
    int capacityWith(int more) {
        return length <= StreamIntake.READ_BYTES ? bytes.length : Math.max(bytes.length, capacity(length + more));
    }

    /** How much memory it will take with this length. */
    int capacityOf(int newLength) {
        boolean isTooLarge = bytes.length > LARGE_BYTES && newLength < bytes.length / 4;
        return isTooLarge || newLength > bytes.length ? capacity(newLength) : bytes.length;
    }

    /** An array that begins with it and has room for {@code more} bytes behind it. */
    byte[] withRoomFor(int more) {
        if (length <= StreamIntake.READ_BYTES) {
            byte[] shared = scratch.get().buffer;
            System.arraycopy(bytes, 0, shared, 0, length);
            return shared;
        }
        int capacity = capacityWith(more);
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, capacity);
        }
        return bytes;
    }

    /** Keeps what is unfinished now: {@code buffer[from, to)}, of {@link #withRoomFor} or any other array. */
    void keep(byte[] buffer, int from, int to) {
        int newLength = to - from;
        int capacity = capacityOf(newLength);
        byte[] target = capacity == bytes.length ? bytes : new byte[capacity];
        System.arraycopy(buffer, from, target, 0, newLength);
        bytes = target;
        length = newLength;
        halfLine.hold(newLength);
    }

    /** Forgets it, while all bytes wait for the ring. */
    void drop() {
        bytes = NOTHING;
        length = 0;
    }

    private static int capacity(int least) {
        return least == 0 ? 0 : Math.max(LEAST_BYTES, Integer.highestOneBit(least - 1) << 1);
    }
}
