package logtail.journal.index;

import java.util.Arrays;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.ByteOrders;

/**
 * What is known of the blocks of one cycle: a file of records, each of which describes a <em>stretch</em>, consecutive
 * blocks of about 64 KiB. All of it can be made again from the blocks. All numbers are little-endian and unaligned.
 *
 * <pre>
 *   0        4        8                16               24       28       32
 *   +--------+--------+----------------+----------------+--------+--------+
 *   | crc32c | magic  | first id       | offset         | block  |   0    |   the first block of the cycle
 *   +--------+--------+----------------+----------------+--------+--------+
 *
 *   stretch:
 *   0        4        8        12       16               24               32
 *   +--------+--------+--------+--------+----------------+----------------+
 *   | crc32c | length | last   | block  | first id       | last id        |
 *   +--------+--------+--------+--------+----------------+----------------+
 *   | offset          | high water ns   | min received ns| max received ns|
 *   +-----------------+-----------------+---+---+----+---+----------------+
 *   | min time ns     | max time ns     |sev|any|apps|new| names … apps … |
 *   +-----------------+-----------------+---+---+----+---+----------------+
 *  64                72                80  81  82   84  86
 *
 *   crc32c   over all that follows it, up to length
 *   last     length of the last block
 *   block    the checksum in the head of the last block, and
 *   offset   where in the file of the cycle that block begins: an index is believed only when its first and its last
 *            block are found to be there
 *   sev      worst severity inside (the lowest number)
 *   any      1 when there may be other apps than those listed
 *   names    the new ones, numbered on from those of the records before: length u8, name
 *   apps     numbers of the apps inside, u16
 *
 *   end:     a record of 8 bytes, crc32c and length; there will be no other one
 * </pre>
 *
 * <p>One thread appends; any other may read the records below {@link #count()}, which never change.
 */
public final class CycleIndex {
    /** Is told the name in {@code bytes[from, from + length)}. */
    @FunctionalInterface
    interface NameReader {
        void read(byte[] bytes, int from, int length);
    }

    static final int RECORD_BYTES = 86;

    static final int HEADER_BYTES = 32;
    private static final int MAGIC = 0x3158_494C; // "LIX1"
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

    private final int cycle;
    private final CRC32C crc = new CRC32C(); // the appender's
    private volatile byte[] bytes;
    private volatile int[] starts = new int[256];
    private volatile int count; // changed after what it counts
    private int size;
    private boolean isComplete;

    private CycleIndex(int cycle, byte[] bytes) {
        this.cycle = cycle;
        this.bytes = bytes;
    }

    /** One without records, for the cycle that begins with this block. */
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

    /** What a file holds, up to the first record that is not as it was written; without a sound head it is nothing. */
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

    /** How many stretches are described. */
    int count() {
        return count;
    }

    /** How many bytes of {@link #bytes()} are written: the file. The appender's. */
    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether all of the cycle is described. */
    boolean isComplete() {
        return isComplete;
    }

    /** The id that the cycle begins with. */
    long firstId() {
        return ByteOrders.getLong(bytes, FILE_FIRST_ID);
    }

    long firstOffset() {
        return ByteOrders.getLong(bytes, FILE_OFFSET);
    }

    int firstBlock() {
        return ByteOrders.getInt(bytes, FILE_BLOCK);
    }

    /** Where the record of a stretch begins in {@link #bytes()}. */
    int start(int stretch) {
        return starts[stretch];
    }

    long firstId(int stretch) {
        return getLong(stretch, FIRST_ID);
    }

    long lastId(int stretch) {
        return getLong(stretch, LAST_ID);
    }

    /** Where the last block of a stretch ends in the file of the cycle. */
    long end(int stretch) {
        return getLong(stretch, OFFSET) + getInt(stretch, LAST_LENGTH);
    }

    long getLong(int stretch, int field) {
        return ByteOrders.getLong(bytes, starts[stretch] + field);
    }

    int getInt(int stretch, int field) {
        return ByteOrders.getInt(bytes, starts[stretch] + field);
    }

    /** The lowest severity code in the stretch. */
    int worstSeverity(int stretch) {
        return bytes[starts[stretch] + SEVERITY];
    }

    /** Whether the stretch may hold events of apps that are not listed. */
    boolean hasOtherApps(int stretch) {
        return bytes[starts[stretch] + ANY] != 0;
    }

    /** Tells the names of the apps that appear for the first time in this stretch, in the order of their numbers. */
    void forEachName(int stretch, NameReader reader) {
        byte[] record = bytes;
        int at = starts[stretch] + RECORD_BYTES;
        for (int left = ByteOrders.getShort(record, starts[stretch] + NAMES); left > 0; left--) {
            int length = record[at];
            reader.read(record, at + 1, length);
            at += 1 + length;
        }
    }

    /** Whether an app of the stretch is among those that are wanted, by their numbers. */
    boolean hasAny(int stretch, boolean[] wanted) {
        byte[] record = bytes;
        int end = starts[stretch] + ByteOrders.getInt(record, starts[stretch] + LENGTH);
        int apps = ByteOrders.getShort(record, starts[stretch] + APPS);
        for (int at = end - Short.BYTES * apps; at < end; at += Short.BYTES) {
            if (wanted[ByteOrders.getShort(record, at)]) {
                return true;
            }
        }
        return false;
    }

    /** Of the first {@code count} stretches the first one whose last block is wanted; {@code count} when there is none. */
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

    /** Makes room for one more record; it begins at {@link #size()}. The appender's, like what follows. */
    byte[] room(int lengthBytes) {
        if (size + lengthBytes > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + lengthBytes));
        }
        return bytes;
    }

    /** Takes the record that was written into that room. */
    void add(int lengthBytes) {
        int start = size;
        seal(lengthBytes);
        push(start);
    }

    /** Takes no more records. */
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

    /** How long the record at {@link #size()} is; 0 when it is not sound. */
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
