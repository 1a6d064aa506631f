package logtail.event;

import java.util.Arrays;

/**
 * Numbers the distinct (app, process, host) triples of one block and writes their entries in the layout of {@link Block}.
 * An open-addressing hash table, keyed by the names as sent, cut to the limit; the entries hold the sanitized names. Tries
 * the last triple first, because most senders write for one process. In a crowded table an event may get an entry of its
 * own: correct, only larger. Belongs to one thread.
 */
final class SourceTable {
    private static final int NAMES = 3;
    private static final int TABLE_SIZE = 1024; // a power of two
    static final int ENTRY_MAX_BYTES = Block.SOURCE_HEADER_BYTES + NAMES * Names.MAX_BYTES;

    private final short[] slots = new short[TABLE_SIZE]; // number + 1, 0 = free
    private byte[] entries = new byte[4096]; // as they are copied into the block
    private byte[] keys = new byte[4096]; // the same, with the names as sent
    private int[] keyOffsets = new int[64];
    private int length;
    private int count;
    private final byte[] key = new byte[ENTRY_MAX_BYTES + Long.BYTES];

    void clear() {
        if (count > 0) {
            Arrays.fill(slots, (short) 0);
        }
        length = 0;
        count = 0;
    }

    int count() {
        return count;
    }

    int lengthBytes() {
        return length;
    }

    int copyTo(byte[] target, int at) {
        System.arraycopy(entries, 0, target, at, length);
        return length;
    }

    /** The number of this triple; counts one more event for it. */
    int numberOf(Slice app, Slice process, Slice host) {
        int appLength = put(app, Block.SOURCE_HEADER_BYTES, 0);
        int processLength = put(process, Block.SOURCE_HEADER_BYTES + appLength, 1);
        int hostLength = put(host, Block.SOURCE_HEADER_BYTES + appLength + processLength, 2);
        return numberOf(Block.SOURCE_HEADER_BYTES + appLength + processLength + hostLength);
    }

    int numberOf(Block block, int source) {
        int from = block.sourceOffset(source);
        int keyLength = block.hostFrom(source) + block.hostLength(source) - from;
        System.arraycopy(block.bytes(), from, key, 0, keyLength);
        ByteOrders.putInt(key, Block.SOURCE_EVENTS, 0);
        return numberOf(keyLength);
    }

    private int put(Slice name, int at, int lengthAt) {
        int nameLength = Math.min(name.length(), Names.MAX_BYTES);
        key[lengthAt] = (byte) nameLength;
        System.arraycopy(name.bytes(), name.from(), key, at, nameLength);
        return nameLength;
    }

    private int numberOf(int keyLength) {
        int number = find(keyLength);
        int events = keyOffsets[number] + Block.SOURCE_EVENTS;
        ByteOrders.putInt(entries, events, ByteOrders.getInt(entries, events) + 1);
        return number;
    }

    private int find(int keyLength) {
        if (count > 0 && isKey(count - 1, keyLength)) {
            return count - 1;
        }
        int slot = hash(keyLength) & (TABLE_SIZE - 1);
        for (int probes = 0; probes < 16; probes++) {
            int number = (slots[slot] & 0xFFFF) - 1;
            if (number < 0) {
                slots[slot] = (short) (count + 1);
                break;
            }
            if (isKey(number, keyLength)) {
                return number;
            }
            slot = (slot + 1) & (TABLE_SIZE - 1);
        }
        return add(keyLength);
    }

    private boolean isKey(int number, int keyLength) {
        int at = keyOffsets[number];
        return at + keyLength <= length && Arrays.equals(keys, at, at + keyLength, key, 0, keyLength);
    }

    private int hash(int keyLength) {
        ByteOrders.putLong(key, keyLength, 0); // whole words only: clears the rest of an earlier key
        long hash = keyLength;
        for (int i = 0; i < keyLength; i += Long.BYTES) {
            hash = (hash ^ ByteOrders.getLong(key, i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash >>> 40);
    }

    private int add(int keyLength) {
        if (length + ENTRY_MAX_BYTES > keys.length) {
            keys = Arrays.copyOf(keys, keys.length * 2);
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        if (count == keyOffsets.length) {
            keyOffsets = Arrays.copyOf(keyOffsets, keyOffsets.length * 2);
        }
        keyOffsets[count] = length;
        System.arraycopy(key, 0, keys, length, keyLength);
        System.arraycopy(key, 0, entries, length, Block.SOURCE_HEADER_BYTES);
        int at = Block.SOURCE_HEADER_BYTES;
        for (int name = 0; name < NAMES; name++) {
            at += Names.copy(key, at, key[name], entries, length + at);
        }
        length += keyLength;
        return count++;
    }
}
