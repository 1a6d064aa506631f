package logtail.event;

/** Finds out whether text holds the byte ESC, with which colours begin: 32 bytes at a time, as every message is asked. */
final class ControlCodes {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte ESC = 0x1B;
    private static final long PATTERN = ESC * ONES;

    private ControlCodes() {}

    static boolean areIn(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + 4 * Long.BYTES <= to; at += 4 * Long.BYTES) {
            long one = ByteOrders.getLong(bytes, at) ^ PATTERN;
            long two = ByteOrders.getLong(bytes, at + Long.BYTES) ^ PATTERN;
            long three = ByteOrders.getLong(bytes, at + 2 * Long.BYTES) ^ PATTERN;
            long four = ByteOrders.getLong(bytes, at + 3 * Long.BYTES) ^ PATTERN;
            long marks = ((one - ONES) & ~one) | ((two - ONES) & ~two) | ((three - ONES) & ~three) | ((four - ONES) & ~four);
            if ((marks & HIGH_BITS) != 0) {
                return true;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == ESC) {
                return true;
            }
        }
        return false;
    }
}
