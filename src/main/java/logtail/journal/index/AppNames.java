package logtail.journal.index;

import java.util.Arrays;
import logtail.event.ByteOrders;

/**
 * Numbers the apps of one cycle from 0 in order of appearance. A look-up hashes the bytes in place and allocates
 * nothing. One thread.
 */
public final class AppNames {
    /** The result for a name when all numbers are used. */
    static final int FULL = -1;

    /**
     * The most names, so that senders that invent names cost a bounded amount of memory. The index stores numbers in 16
     * bits.
     */
    public static final int MOST = 16_384;

    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private byte[] bytes = new byte[1024];
    private int[] ends = new int[64];
    private int[] slots = new int[128]; // number + 1, or 0; at most half full
    private int count;

    int count() {
        return count;
    }

    /** The number of this name, which may be new, or {@link #FULL}. */
    int number(byte[] source, int from, int length) {
        int mask = slots.length - 1;
        int slot = hash(source, from, length) & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (Arrays.equals(bytes, start(number), ends[number], source, from, from + length)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        return count == MOST ? FULL : add(source, from, length, slot);
    }

    int length(int number) {
        return ends[number] - start(number);
    }

    /** Copies the name to {@code target}, from {@code at} on. */
    void copy(int number, byte[] target, int at) {
        System.arraycopy(bytes, start(number), target, at, length(number));
    }

    void clear() {
        count = 0;
        Arrays.fill(slots, 0);
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private int add(byte[] source, int from, int length, int slot) {
        int number = count++;
        int start = start(number);
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (start + length));
        }
        if (number == ends.length) {
            ends = Arrays.copyOf(ends, 2 * number);
        }
        System.arraycopy(source, from, bytes, start, length);
        ends[number] = start + length;
        slots[slot] = number + 1;
        if (2 * count > slots.length) {
            spread();
        }
        return number;
    }

    private void spread() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int number = 0; number < count; number++) {
            int slot = hash(bytes, start(number), length(number)) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number + 1;
        }
    }

    /** Hashes eight bytes at a time; the last eight may overlap the ones before. */
    private static int hash(byte[] source, int from, int length) {
        long hash = length;
        int end = from + length;
        if (length < Long.BYTES) {
            for (int at = from; at < end; at++) {
                hash = (hash << Byte.SIZE) ^ source[at];
            }
        } else {
            for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
                hash = (hash ^ ByteOrders.getLong(source, at)) * SPREAD;
            }
            hash ^= ByteOrders.getLong(source, end - Long.BYTES);
        }
        hash ^= hash >>> Integer.SIZE; // the last letters are the highest bits
        return (int) ((hash * SPREAD) >>> Integer.SIZE);
    }
}
