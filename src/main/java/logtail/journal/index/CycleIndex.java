package logtail.journal.index;

import java.util.Arrays;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.ByteOrders;

/**
 * The index of one cycle: a file of records, each of which describes one id range, consecutive blocks of about 64 KiB.
 * It can be rebuilt from the blocks. All numbers are little-endian and unaligned.
 *
 * <pre>
 *   0        4        8                16               24       28       32
 *   +--------+--------+----------------+----------------+--------+--------+
 *   | crc32c | magic  | first id       | offset         | block  |   0    |   the first block of the cycle
 *   +--------+--------+----------------+----------------+--------+--------+
 *
 *   record:
 *   0        4        8        12       16               24               32
 *   +--------+--------+--------+--------+----------------+----------------+
 *   | crc32c | length | last   | block  | first id       | last id        |
 *   +--------+--------+--------+--------+----------------+----------------+
 *   | offset          | high water ns   | min received ns| max received ns|
 *   +-----------------+-----------------+---+---+----+---+----------------+
 *   | min time ns     | max time ns     |sev|any|apps|new| levels 8 x u32 |
 *   +-----------------+-----------------+---+---+----+---+----------------+
 *  64                72                80  81  82   84  86               118
 *   +----------+----------------------+
 *   | names …  | apps (u16, u32) …    |
 *   +----------+----------------------+
 *
 *   crc32c   over all that follows it, up to length
 *   last     length of the last block
 *   block    the checksum in the header of the last block, and
 *   offset   where in the file of the cycle that block begins: an index is valid only when its first and its last block
 *            are found at their offsets
 *   sev      worst severity inside (the lowest number)
 *   any      1 when there may be other apps than those listed; the levels count their events too
 *   levels   number of events at each severity, from 0
 *   names    the new ones, numbered on from those of the records before: length u8, name
 *   apps     the apps inside: number, number of its events
 *
 *   end:     a record of 8 bytes, crc32c and length; always the last one
 * </pre>
 *
 * <p>One thread appends; any other may read the records below {@link #count()}, which never change.
 */
public final class CycleIndex {
    /** Receives the name in {@code bytes[from, from + length)}. */
    @FunctionalInterface
    interface NameReader {
        void read(byte[] bytes, int from, int length);
    }

    /** Receives an app by its number. */
    @FunctionalInterface
    interface AppReader {
        void read(int number, long events);
    }

    static final int RECORD_BYTES = 118;
    static final int APP_BYTES = Short.BYTES + Integer.BYTES;

    static final int HEADER_BYTES = 32;
    private static final int MAGIC = 0x3258_494C; // "LIX2"; LIX1 had no counters
    private static final int END_BYTES = 8;

    private static final int FILE_FIRST_ID = 8;
    private static final int FILE_OFFSET = 16;
    private static final int FILE_BLOCK = 24;

    private static final int LENGTH = 4;
    static final int LAST_LENGTH = 8;
    static final int BLOCK = 12;
    static final int FIRST_ID = 16;
    static final int LAST_ID = 24;
    static final int OFFSET = 32;
    static final int HIGH_WATER = 40;
    static final int MIN_RECEIVED = 48;
    static final int MAX_RECEIVED = 56;
    static final int MIN_TIME = 64;
    static final int MAX_TIME = 72;
    static final int SEVERITY = 80;
    static final int ANY = 81;
    static final int APPS = 82;
    static final int NAMES = 84;
    static final int LEVELS = 86;

    private final int cycle;
    private final CRC32C crc = new CRC32C(); // the appender's
    private volatile byte[] bytes;
    private volatile int[] starts = new int[256];
    private volatile int count; // published after the records that it counts
    private int size;
    private boolean isComplete;

    private CycleIndex(int cycle, byte[] bytes) {
        this.cycle = cycle;
        this.bytes = bytes;
    }

    /** Creates an index without records, for the cycle that begins with this block. */
    static CycleIndex begin(int cycle, long offset, Block first) {
        var bytes = new byte[16 << 10];
        ByteOrders.putInt(bytes, LENGTH, MAGIC);
        ByteOrders.putLong(bytes, FILE_FIRST_ID, first.firstIndex());
        ByteOrders.putLong(bytes, FILE_OFFSET, offset);
        ByteOrders.putInt(bytes, FILE_BLOCK, first.checksum());
        var index = new CycleIndex(cycle, bytes);
        ByteOrders.putInt(bytes, 0, index.checksum(0, HEADER_BYTES));
        index.size = HEADER_BYTES;
        return index;
    }

    /** Parses the bytes of an index file up to the first damaged record; empty when the head is damaged. */
    static CycleIndex parse(int cycle, byte[] bytes) {
        var index = new CycleIndex(cycle, bytes);
        if (bytes.length >= HEADER_BYTES
                && ByteOrders.getInt(bytes, LENGTH) == MAGIC
                && ByteOrders.getInt(bytes, 0) == index.checksum(0, HEADER_BYTES)) {
            index.size = HEADER_BYTES;
            index.parseRecords();
        }
        return index;
    }

    int cycle() {
        return cycle;
    }

    /** The number of records. */
    int count() {
        return count;
    }

    /** How many bytes of {@link #bytes()} are used: the contents of the file. The appender's. */
    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether the whole cycle is described. */
    boolean isComplete() {
        return isComplete;
    }

    /** The first id of the cycle. */
    long firstId() {
        return ByteOrders.getLong(bytes, FILE_FIRST_ID);
    }

    long firstOffset() {
        return ByteOrders.getLong(bytes, FILE_OFFSET);
    }

    int firstBlock() {
        return ByteOrders.getInt(bytes, FILE_BLOCK);
    }

    /** Where a record begins in {@link #bytes()}. */
    int start(int record) {
        return starts[record];
    }

    long firstId(int record) {
        return getLong(record, FIRST_ID);
    }

    long lastId(int record) {
        return getLong(record, LAST_ID);
    }

    /** Where the last block of a record ends in the file of the cycle. */
    long end(int record) {
        return getLong(record, OFFSET) + getInt(record, LAST_LENGTH);
    }

    long getLong(int record, int field) {
        return ByteOrders.getLong(bytes, starts[record] + field);
    }

    int getInt(int record, int field) {
        return ByteOrders.getInt(bytes, starts[record] + field);
    }

    /** The lowest severity code in the record's range. */
    int worstSeverity(int record) {
        return bytes[starts[record] + SEVERITY];
    }

    /** Whether the record's range may hold events of apps that it does not list. */
    boolean hasOtherApps(int record) {
        return bytes[starts[record] + ANY] != 0;
    }

    /** Passes the names of the apps that first appear in this record to {@code reader}, by number. */
    void forEachName(int record, NameReader reader) {
        byte[] all = bytes;
        int at = starts[record] + RECORD_BYTES;
        for (int left = ByteOrders.getShort(all, starts[record] + NAMES); left > 0; left--) {
            int length = all[at] & 0xFF;
            reader.read(all, at + 1, length);
            at += 1 + length;
        }
    }

    /** Whether the record lists an app whose number is set in {@code wanted}. */
    boolean hasAny(int record, boolean[] wanted) {
        byte[] all = bytes;
        int end = end(all, record);
        for (int at = firstApp(all, record); at < end; at += APP_BYTES) {
            if (wanted[ByteOrders.getShort(all, at)]) {
                return true;
            }
        }
        return false;
    }

    /** The number of events of this severity in the record's range. */
    long events(int record, int severity) {
        return Integer.toUnsignedLong(getInt(record, LEVELS + Integer.BYTES * severity));
    }

    /** Passes each app that the record lists to {@code reader}, with the number of its events. */
    void forEachApp(int record, AppReader reader) {
        byte[] all = bytes;
        int end = end(all, record);
        for (int at = firstApp(all, record); at < end; at += APP_BYTES) {
            reader.read(ByteOrders.getShort(all, at), Integer.toUnsignedLong(ByteOrders.getInt(all, at + Short.BYTES)));
        }
    }

    private int end(byte[] all, int record) {
        return starts[record] + ByteOrders.getInt(all, starts[record] + LENGTH);
    }

    private int firstApp(byte[] all, int record) {
        return end(all, record) - APP_BYTES * ByteOrders.getShort(all, starts[record] + APPS);
    }

    /**
     * The first of the first {@code count} records whose last block is {@code wanted}; {@code count} when there is
     * none.
     */
    int first(Wanted wanted, int count) {
        int low = -1;
        int high = count;
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            if (wanted.test(lastId(middle), getLong(middle, HIGH_WATER))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Makes room for one more record, which begins at {@link #size()}. The appender's, like the methods below. */
    byte[] room(int lengthBytes) {
        if (size + lengthBytes > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + lengthBytes));
        }
        return bytes;
    }

    /** Adds the record that was written into that room. */
    void add(int lengthBytes) {
        int start = size;
        seal(lengthBytes);
        push(start);
    }

    /** Ends the index; no record may follow. */
    void complete() {
        room(END_BYTES);
        seal(END_BYTES);
        isComplete = true;
    }

    private void seal(int lengthBytes) {
        ByteOrders.putInt(bytes, size + LENGTH, lengthBytes);
        ByteOrders.putInt(bytes, size, checksum(size, lengthBytes));
        size += lengthBytes;
    }

    private void push(int start) {
        int at = count;
        if (at == starts.length) {
            starts = Arrays.copyOf(starts, 2 * at);
        }
        starts[at] = start;
        count = at + 1;
    }

    private void parseRecords() {
        for (int length = soundLength(); length > 0; length = soundLength()) {
            int start = size;
            size += length;
            if (length == END_BYTES) {
                isComplete = true;
                return;
            }
            push(start);
        }
    }

    /** The length of the record at {@link #size()}; 0 when it is damaged. */
    private int soundLength() {
        if (size + END_BYTES > bytes.length) {
            return 0;
        }
        int length = ByteOrders.getInt(bytes, size + LENGTH);
        boolean isSound = (length == END_BYTES || length >= RECORD_BYTES)
                && length <= bytes.length - size
                && ByteOrders.getInt(bytes, size) == checksum(size, length);
        return isSound ? length : 0;
    }

    private int checksum(int start, int lengthBytes) {
        crc.reset();
        crc.update(bytes, start + LENGTH, lengthBytes - LENGTH);
        return (int) crc.getValue();
    }
}
