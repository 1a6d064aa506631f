package logtail.event;

import java.util.Arrays;

/**
 * Numbers the distinct (app, process, host) triples of one block and writes their entries in the layout of {@link Block}.
 * An open-addressing hash table, keyed by the names as sent, or as {@link Names} cuts them if they are too long; the entries hold
 * what it makes of them. Tries the last triple first, because most senders write for one process. In a crowded table an event may get an
 * entry of its own: correct, only larger. Belongs to one thread.
 *
 * <p>Use: {@link #find}, {@link #changes} with what it returned, and {@link #take}.
 */
final class SourceTable {
    /** The result of {@link #find} for a triple that is not there yet. */
    static final int NEW = -1;

    /** Bits of {@link #changes}. */
    static final int APP = 1;

    static final int PROCESS = 2;
    static final int HOST = 4;

    private static final int TABLE_SIZE = 1024; // a power of two
    private static final int NO_SLOT = -1;
    private static final int KEY_HEADER_BYTES = Long.BYTES; // three lengths of 16 bits, and which are too long
    private static final int KEY_MAX_BYTES = KEY_HEADER_BYTES + 2 * Names.MAX_BYTES + Names.MAX_HOST_BYTES;
    static final int ENTRY_MAX_BYTES = Block.SOURCE_HEADER_BYTES + 2 * Names.MAX_BYTES + Names.MAX_HOST_BYTES;
    private static final byte[] UNKNOWN = {'u', 'n', 'k', 'n', 'o', 'w', 'n'};

    private final short[] slots = new short[TABLE_SIZE]; // number + 1, 0 = free
    private byte[] entries = new byte[4096]; // as they are copied into the block
    private byte[] keys = new byte[4096];
    private int[] entryOffsets = new int[64];
    private int[] keyOffsets = new int[64];
    private byte[] changes = new byte[64];
    private int length;
    private int keysLength;
    private int count;

    private final byte[] key = new byte[KEY_MAX_BYTES + Long.BYTES]; // of the triple that is looked for
    private int keyLength;
    private int freeSlot;
    private int newChanges; // of the triple that is looked for, once it is known to be new

    void clear() {
        if (count > 0) {
            Arrays.fill(slots, (short) 0);
        }
        length = 0;
        keysLength = 0;
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

    /** The number of this triple, or {@link #NEW}. */
    int find(Slice app, Slice process, Slice host) {
        keyLength = KEY_HEADER_BYTES;
        int appLength = put(app, Names.MAX_BYTES);
        int processLength = put(process, Names.MAX_BYTES);
        int hostLength = put(host, Names.MAX_HOST_BYTES);
        int tooLong = (app.length() > Names.MAX_BYTES ? APP : 0)
                | (process.length() > Names.MAX_BYTES ? PROCESS : 0)
                | (host.length() > Names.MAX_HOST_BYTES ? HOST : 0);
        putHeader(appLength, processLength, hostLength, tooLong);
        return find();
    }

    /** The number of a triple of another block, or {@link #NEW}. */
    int find(Block block, int source) {
        putHeader(block.appLength(source), block.processLength(source), block.hostLength(source), 0);
        int namesLength = block.appLength(source) + block.processLength(source) + block.hostLength(source);
        System.arraycopy(block.bytes(), block.appFrom(source), key, KEY_HEADER_BYTES, namesLength); // the others follow
        keyLength = KEY_HEADER_BYTES + namesLength;
        return find();
    }

    /** Which names of the triple that was just looked for are not stored as they were sent. */
    int changes(int found) {
        if (found != NEW) {
            return changes[found];
        }
        newChanges = newChanges();
        return newChanges;
    }

    private int newChanges() {
        int process = KEY_HEADER_BYTES + appLength();
        int host = process + processLength();
        return ByteOrders.getShort(key, 6)
                | (Names.isFit(key, KEY_HEADER_BYTES, appLength(), Names.MAX_BYTES) ? 0 : APP)
                | (Names.isFit(key, process, processLength(), Names.MAX_BYTES) ? 0 : PROCESS)
                | (Names.isFit(key, host, hostLength(), Names.MAX_HOST_BYTES) ? 0 : HOST);
    }

    /** Counts one more event for the triple that was just looked for, after {@link #changes}, and gives its number. */
    int take(int found) {
        int number = found == NEW ? add() : found;
        int events = entryOffsets[number] + Block.SOURCE_EVENTS;
        ByteOrders.putInt(entries, events, ByteOrders.getInt(entries, events) + 1);
        return number;
    }

    private void putHeader(int appLength, int processLength, int hostLength, int tooLong) {
        ByteOrders.putLong(
                key, 0, appLength | (long) processLength << 16 | (long) hostLength << 32 | (long) tooLong << 48);
    }

    /** Returns the length of the name in the key. */
    private int put(Slice name, int maxBytes) {
        int nameLength = name.length();
        if (nameLength <= maxBytes) {
            System.arraycopy(name.bytes(), name.from(), key, keyLength, nameLength);
        } else {
            nameLength = Names.copy(name.bytes(), name.from(), nameLength, maxBytes, key, keyLength);
        }
        keyLength += nameLength;
        return nameLength;
    }

    private int appLength() {
        return ByteOrders.getShort(key, 0);
    }

    private int processLength() {
        return ByteOrders.getShort(key, 2);
    }

    private int hostLength() {
        return ByteOrders.getShort(key, 4);
    }

    private int find() {
        if (count > 0 && isKey(count - 1)) {
            return count - 1;
        }
        freeSlot = NO_SLOT;
        int slot = hash() & (TABLE_SIZE - 1);
        for (int probes = 0; probes < 16; probes++) {
            int number = (slots[slot] & 0xFFFF) - 1;
            if (number < 0) {
                freeSlot = slot;
                break;
            }
            if (isKey(number)) {
                return number;
            }
            slot = (slot + 1) & (TABLE_SIZE - 1);
        }
        return NEW;
    }

    private boolean isKey(int number) {
        int at = keyOffsets[number];
        return at + keyLength <= keysLength && Arrays.equals(keys, at, at + keyLength, key, 0, keyLength);
    }

    private int hash() {
        ByteOrders.putLong(key, keyLength, 0); // whole words only: clears the rest of an earlier key
        long hash = keyLength;
        for (int i = 0; i < keyLength; i += Long.BYTES) {
            hash = (hash ^ ByteOrders.getLong(key, i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash >>> 40);
    }

    private int add() {
        reserve();
        changes[count] = (byte) newChanges;
        keyOffsets[count] = keysLength;
        System.arraycopy(key, 0, keys, keysLength, keyLength);
        keysLength += keyLength;
        entryOffsets[count] = length;
        addEntry();
        if (freeSlot != NO_SLOT) {
            slots[freeSlot] = (short) (count + 1);
        }
        return count++;
    }

    private void addEntry() {
        int from = length;
        ByteOrders.putLong(entries, from, 0);
        int at = from + Block.SOURCE_HEADER_BYTES;
        if (newChanges == 0 && appLength() > 0) {
            entries[from] = (byte) appLength();
            entries[from + 1] = (byte) processLength();
            entries[from + 2] = (byte) hostLength();
            System.arraycopy(key, KEY_HEADER_BYTES, entries, at, keyLength - KEY_HEADER_BYTES);
            length = at + keyLength - KEY_HEADER_BYTES;
            return;
        }
        int name = KEY_HEADER_BYTES;
        int appLength = Names.copy(key, name, appLength(), Names.MAX_BYTES, entries, at);
        if (appLength == 0) {
            appLength = UNKNOWN.length;
            System.arraycopy(UNKNOWN, 0, entries, at, appLength);
        }
        at += appLength;
        name += appLength();
        int processLength = Names.copy(key, name, processLength(), Names.MAX_BYTES, entries, at);
        at += processLength;
        name += processLength();
        int hostLength = Names.copy(key, name, hostLength(), Names.MAX_HOST_BYTES, entries, at);
        entries[from] = (byte) appLength;
        entries[from + 1] = (byte) processLength;
        entries[from + 2] = (byte) hostLength;
        length = at + hostLength;
    }

    private void reserve() {
        if (length + ENTRY_MAX_BYTES > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        if (keysLength + KEY_MAX_BYTES > keys.length) {
            keys = Arrays.copyOf(keys, keys.length * 2);
        }
        if (count == keyOffsets.length) {
            keyOffsets = Arrays.copyOf(keyOffsets, count * 2);
            entryOffsets = Arrays.copyOf(entryOffsets, count * 2);
            changes = Arrays.copyOf(changes, count * 2);
        }
    }
}
