package logtail.parse;

import logtail.event.ByteOrders;

/**
 * Finds bytes, eight at a time: a word XOR the wanted byte repeated holds a zero byte where it matches, and
 * {@code (x - 0x01…) & ~x & 0x80…} marks the lowest zero byte exactly (higher marks may be false, so only the lowest is
 * used). This is the hottest loop of the intake.
 */
final class ByteScan {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private ByteScan() {}

    /** The first place of {@code wanted} in {@code bytes[from, to)}, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xFFL) * ONES;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long marks = zeroBytes(ByteOrders.getLong(bytes, at) ^ pattern);
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** The first place of either byte in {@code bytes[from, to)}, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte wanted, byte orWanted) {
        long pattern = (wanted & 0xFFL) * ONES;
        long orPattern = (orWanted & 0xFFL) * ONES;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = ByteOrders.getLong(bytes, at);
            long marks = zeroBytes(word ^ pattern) | zeroBytes(word ^ orPattern);
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted || bytes[at] == orWanted) {
                return at;
            }
        }
        return -1;
    }

    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }
}
