package logtail.event;

/**
 * Finds out whether text holds the byte ESC, with which colours begin. Every message is asked, so the loop has no branch:
 * a word XOR ESC repeated has a zero byte where there is one, and {@code (x - 0x01…) & ~x & 0x80…} is 0 only without.
 */
final class ControlCodes {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte ESC = 0x1B;
    private static final long PATTERN = ESC * ONES;

    private ControlCodes() {}

    static boolean areIn(byte[] bytes, int from, int to) {
        int last = to - Long.BYTES; // the last word overlaps the one before
        if (last < from) {
            return isIn(bytes, from, to);
        }
        long marks = 0;
        for (int at = from; at < last; at += Long.BYTES) {
            long word = ByteOrders.getLong(bytes, at) ^ PATTERN;
            marks |= (word - ONES) & ~word;
        }
        long word = ByteOrders.getLong(bytes, last) ^ PATTERN;
        return ((marks | ((word - ONES) & ~word)) & HIGH_BITS) != 0;
    }

    private static boolean isIn(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == ESC) {
                return true;
            }
        }
        return false;
    }
}
