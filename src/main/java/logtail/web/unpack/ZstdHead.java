package logtail.web.unpack;

/**
 * The header of a Zstandard frame up to what tells the size of its window (RFC 8878, section 3.1.1.1). Pure.
 *
 * <pre>
 *   magic (4) │ descriptor (1) │ window (0 or 1) │ dictionary id (0, 1, 2 or 4) │ content size (0, 1, 2, 4 or 8)
 * </pre>
 */
final class ZstdHead {
    /** The longest header. */
    static final int MOST_BYTES = 18;

    /** More of the header has to come. */
    static final long UNKNOWN = -1;

    private static final int MAGIC_BYTES = 4;
    private static final long MAGIC = 0xFD2FB528L;
    private static final int[] ID_BYTES = {0, 1, 2, 4};
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int LEAST_WINDOW_LOG = 10;
    private static final int TWO_BYTES_FROM = 256; // a size of two bytes begins there

    private ZstdHead() {}

    /**
     * The window of the frame that begins with these bytes, in bytes; {@link #UNKNOWN} when they are too few. 0 for what is no frame
     * with data: one to be skipped, or no frame at all.
     */
    static long windowBytes(byte[] head, int length) {
        if (length < MAGIC_BYTES) {
            return UNKNOWN;
        }
        if (number(head, 0, MAGIC_BYTES) != MAGIC) {
            return 0;
        }
        if (length == MAGIC_BYTES) {
            return UNKNOWN;
        }
        int descriptor = head[MAGIC_BYTES];
        int at = MAGIC_BYTES + 1;
        if ((descriptor & SINGLE_SEGMENT) == 0) {
            return length == at ? UNKNOWN : window(head[at] & 0xFF);
        }
        at += ID_BYTES[descriptor & 3];
        int sizeBytes = 1 << (descriptor >> 6 & 3);
        if (length < at + sizeBytes) {
            return UNKNOWN;
        }
        long size = number(head, at, sizeBytes);
        return sizeBytes == 2
                ? size + TWO_BYTES_FROM
                : size < 0 ? Long.MAX_VALUE : size; // one segment: all of the content
    }

    private static long window(int exponentAndMantissa) {
        long base = 1L << (LEAST_WINDOW_LOG + (exponentAndMantissa >> 3));
        return base + base / 8 * (exponentAndMantissa & 7);
    }

    private static long number(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[from + i] & 0xFF);
        }
        return value;
    }
}
