package logtail.ingest;

import java.util.concurrent.ThreadLocalRandom;
import logtail.event.ByteOrders;

/**
 * Digests of 64 bits, by which the bytes of frames are compared: folded multiplications of eight bytes at a time. Seeded, so no
 * two processes agree and nobody can prepare bytes with equal digests. Pure.
 */
final class Digest {
    private static final long SEED = ThreadLocalRandom.current().nextLong();
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final long OTHER_FACTOR = 0xD6E8_FEB8_6659_FD93L;

    private Digest() {}

    /** That of {@code bytes[from, to)}, and of a number that belongs to them. */
    static long of(byte[] bytes, int from, int to, long number) {
        long state = SEED ^ mixed(number + FACTOR, to - from + OTHER_FACTOR);
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            state = mixed(state ^ ByteOrders.getLong(bytes, at), FACTOR);
        }
        long last = 0;
        for (; at < to; at++) {
            last = (last << Byte.SIZE) | (bytes[at] & 0xFF);
        }
        return mixed(state ^ last, OTHER_FACTOR);
    }

    private static long mixed(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b + FACTOR;
    }
}
