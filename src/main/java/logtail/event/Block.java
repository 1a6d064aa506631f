package logtail.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A packed batch of events, usually those of one socket read: the unit of the ring and of the journal. This class is
 * a flyweight over the bytes of one block; {@link BlockEncoder} writes them. All numbers are little-endian and
 * unaligned.
 *
 * <pre>
 *   0        4        8   9   10  11  12       16               24               32
 *   +--------+--------+---+---+---+---+--------+----------------+----------------+
 *   | length | crc32c |ver|spn|sev|mrk| count  | first index    | high water ns  |
 *   +--------+--------+---+---+---+---+--------+----------------+----------------+
 *   | min received ns | max received ns        | min time ns    | max time ns    |
 *   +--------+----+---+------------------------+----------------+----------------+
 *   | sources| n  | r |  events …  | sources …   | receipts …  |
 *   +--------+----+---+------------+-------------+-------------+
 *  64       68   70  72
 *
 *   length     of the whole block in bytes, this header included
 *   crc32c     over the bytes [8, length)
 *   spn        0: as many ids as events, as in a journal of one lane; 12: all 4,096 ids of the block's number, of which
 *              the first index is that of the first event; readers leave out events that were told before
 *   sev        worst severity inside (the lowest number)
 *   mrk        bit 0: some message holds ESC, so texts may be hidden by colours (in flg of the event: bit 6)
 *   high water the latest time of receipt in the journal up to and including this block; it never decreases: a seek by
 *              time is a binary search over it
 *   sources    offset of the table of the n distinct (app, process, host) triples; an event names its triple by
 *              number, so a reader tests names once per block and skips the block when none matches
 *   receipts   the last bytes of the block, r times: key high u64, key low u64, lines u31, is sequence u1. So many lines
 *              of that key are in the journal up to and including this block. A crash never separates a receipt from
 *              its lines, as both are in one block. The key of a sequence is producer u64, sequence u64
 *
 *   event:
 *   0        4      6   7   8                16               24       28    30  31  32
 *   +--------+------+---+---+----------------+----------------+--------+-----+---+---+--------------------------+
 *   | length |source|sev|fac| received ns    | time ns        | msg len|a len|m l|flg| message, msgId, attributes|
 *   +--------+------+---+---+----------------+----------------+--------+-----+---+---+--------------------------+
 *
 *   source: app length u8, process length u8, host length u8, 0, events u32, app, process, host
 * </pre>
 *
 * Reading: {@link #wrap}, then {@code while (block.nextEvent())} and the accessors of the current event. Not
 * thread-safe: one reader, one flyweight.
 */
public final class Block {
    /** The layout drawn above. */
    static final int VERSION = 1;

    static final int LENGTH = 0;
    static final int CRC = 4;
    static final int VERSION_AT = 8;
    static final int SPAN = 9;
    static final int WORST_SEVERITY = 10;
    static final int MARKS = 11;
    static final int COUNT = 12;
    static final int FIRST_INDEX = 16;
    static final int HIGH_WATER = 24;
    static final int MIN_RECEIVED = 32;
    static final int MAX_RECEIVED = 40;
    static final int MIN_TIME = 48;
    static final int MAX_TIME = 56;
    static final int SOURCES = 64;
    static final int SOURCE_COUNT = 68;
    static final int RECEIPT_COUNT = 70;
    /** The span of blocks in one of several lanes: so many bits of an id count its events. */
    public static final int LANE_SPAN = 12;

    /** Size of the block header in bytes. */
    public static final int HEADER_BYTES = 72;

    static final int EVENT_SOURCE = 4;
    static final int EVENT_SEVERITY = 6;
    static final int EVENT_FACILITY = 7;
    static final int EVENT_RECEIVED = 8;
    static final int EVENT_TIME = 16;
    static final int EVENT_MESSAGE_LENGTH = 24;
    static final int EVENT_ATTRIBUTES_LENGTH = 28;
    static final int EVENT_MSG_ID_LENGTH = 30;
    static final int EVENT_FLAGS = 31;
    static final int EVENT_HAS_CODES = 1 << 6; // in the flags of an event
    static final int HAS_CODES = 1; // in the marks of the block
    /** Size of the header of one event in bytes; its message follows at once. */
    public static final int EVENT_HEADER_BYTES = 32;

    static final int RECEIPT_LINES = 16;
    static final int RECEIPT_BYTES = 20;
    static final int SEQUENCE = 1 << 31; // in the lines of a receipt

    static final int SOURCE_EVENTS = 4;
    static final int SOURCE_HEADER_BYTES = 8;

    private byte[] bytes = {};
    private int start;
    private int event;
    private int next;
    private int eventsEnd;
    private long index;
    private int[] sourceOffsets = new int[16];
    private int sourcesRead;

    /** Stamps a finished block with its ids and checksum; its bytes never change after that. */
    public static void seal(byte[] bytes, int start, long firstIndex, long highWaterNs, CRC32C crc) {
        seal(bytes, start, firstIndex, 0, highWaterNs, crc);
    }

    /** The same for a block of one of several lanes, which has all ids of its number ({@link EventId}). */
    public static void sealInLane(byte[] bytes, int start, long firstIndex, long highWaterNs, CRC32C crc) {
        seal(bytes, start, firstIndex, LANE_SPAN, highWaterNs, crc);
    }

    /**
     * The same block of one of several lanes without its first events; the others keep their ids. It has all ids of its number
     * still, so its readers miss none, even when no event is left; and its bounds of time and severity, which may be too wide.
     */
    public byte[] without(int events, CRC32C crc) {
        rewind();
        for (int event = 0; event < events; event++) {
            nextEvent();
        }
        int dropped = next - start - HEADER_BYTES;
        byte[] left = new byte[lengthBytes() - dropped];
        System.arraycopy(bytes, start, left, 0, HEADER_BYTES);
        System.arraycopy(bytes, next, left, HEADER_BYTES, left.length - HEADER_BYTES);
        ByteOrders.putInt(left, LENGTH, left.length);
        ByteOrders.putInt(left, COUNT, count() - events);
        ByteOrders.putInt(left, SOURCES, eventsEnd - start - dropped);
        takeFromSources(events, left, dropped);
        sealInLane(left, 0, firstIndex() + events, highWaterNs(), crc);
        return left;
    }

    private void takeFromSources(int events, byte[] left, int dropped) {
        rewind();
        for (int event = 0; event < events; event++) {
            nextEvent();
            int at = sourceOffset(source()) - start - dropped + SOURCE_EVENTS;
            ByteOrders.putInt(left, at, ByteOrders.getInt(left, at) - 1);
        }
    }

    private static void seal(byte[] bytes, int start, long firstIndex, int span, long highWaterNs, CRC32C crc) {
        bytes[start + SPAN] = (byte) span;
        ByteOrders.putLong(bytes, start + FIRST_INDEX, firstIndex);
        ByteOrders.putLong(bytes, start + HIGH_WATER, highWaterNs);
        crc.reset();
        crc.update(bytes, start + VERSION_AT, ByteOrders.getInt(bytes, start + LENGTH) - VERSION_AT);
        ByteOrders.putInt(bytes, start + CRC, (int) crc.getValue());
    }

    /** Whether {@code bytes[start, start + length)} is one whole block with the checksum that it was sealed with. */
    public static boolean isSound(byte[] bytes, int start, int length, CRC32C crc) {
        if (length < HEADER_BYTES
                || ByteOrders.getInt(bytes, start + LENGTH) != length
                || bytes[start + VERSION_AT] != VERSION) {
            return false;
        }
        crc.reset();
        crc.update(bytes, start + VERSION_AT, length - VERSION_AT);
        return ByteOrders.getInt(bytes, start + CRC) == (int) crc.getValue();
    }

    /**
     * Whether the header at {@code bytes[start]} may be that of a block of {@code length} bytes. Cheap, never true of
     * text, and reads the header alone, so a damaged length costs nothing.
     */
    public static boolean isPlausible(byte[] bytes, int start, int length) {
        int count = ByteOrders.getInt(bytes, start + COUNT);
        int sources = ByteOrders.getInt(bytes, start + SOURCES);
        return length >= HEADER_BYTES
                && ByteOrders.getInt(bytes, start + LENGTH) == length
                && bytes[start + VERSION_AT] == VERSION
                && count > 0
                && count <= length / EVENT_HEADER_BYTES
                && sources >= HEADER_BYTES
                && sources <= length
                && ByteOrders.getLong(bytes, start + FIRST_INDEX) > 0;
    }

    /**
     * Makes the head of a block and what stands behind its events, put together in {@code bytes}, a block that only tells about
     * its events and has none. No checksum is that of such a block.
     *
     * @return whether its sources are all there
     */
    public static boolean takeOutEvents(byte[] bytes) {
        ByteOrders.putInt(bytes, LENGTH, bytes.length);
        ByteOrders.putInt(bytes, SOURCES, HEADER_BYTES);
        int at = HEADER_BYTES;
        for (int left = ByteOrders.getShort(bytes, SOURCE_COUNT); left > 0; left--) {
            if (at + SOURCE_HEADER_BYTES > bytes.length) {
                return false;
            }
            at += SOURCE_HEADER_BYTES + (bytes[at] & 0xFF) + (bytes[at + 1] & 0xFF) + (bytes[at + 2] & 0xFF);
        }
        return at <= bytes.length;
    }

    /**
     * Positions this view before the first event of the block at {@code bytes[start]}. Does not verify the checksum.
     */
    public Block wrap(byte[] bytes, int start) {
        this.bytes = bytes;
        this.start = start;
        sourcesRead = 0;
        eventsEnd = start + ByteOrders.getInt(bytes, start + SOURCES);
        rewind();
        return this;
    }

    /** Moves back before the first event. */
    public void rewind() {
        event = -1;
        next = start + HEADER_BYTES;
        index = firstEvent() - 1;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Where the block begins in {@link #bytes()}. */
    public int start() {
        return start;
    }

    public int lengthBytes() {
        return ByteOrders.getInt(bytes, start + LENGTH);
    }

    /** The checksum that the block was sealed with; together with an id it identifies the block. */
    public int checksum() {
        return ByteOrders.getInt(bytes, start + CRC);
    }

    /** Number of events, at least 1; 0 in one of several lanes when all of them were left out. */
    public int count() {
        return ByteOrders.getInt(bytes, start + COUNT);
    }

    /** The first id that it has; in one of several lanes, events before its own may have been left out. */
    public long firstIndex() {
        return firstEvent() & -(1L << bytes[start + SPAN]);
    }

    private long firstEvent() {
        return ByteOrders.getLong(bytes, start + FIRST_INDEX);
    }

    /** The last id that it has; in one of several lanes, more than its last event needs. */
    public long lastIndex() {
        int span = bytes[start + SPAN];
        return firstIndex() + (span == 0 ? count() : 1L << span) - 1;
    }

    /** The lane of the journal that it is in. */
    public int lane() {
        return EventId.lane(firstIndex());
    }

    /** The latest time of receipt in the journal up to and including this block. */
    public long highWaterNs() {
        return ByteOrders.getLong(bytes, start + HIGH_WATER);
    }

    public long minReceivedNs() {
        return ByteOrders.getLong(bytes, start + MIN_RECEIVED);
    }

    public long maxReceivedNs() {
        return ByteOrders.getLong(bytes, start + MAX_RECEIVED);
    }

    public long minTimeNs() {
        return ByteOrders.getLong(bytes, start + MIN_TIME);
    }

    public long maxTimeNs() {
        return ByteOrders.getLong(bytes, start + MAX_TIME);
    }

    /** The lowest severity code inside. */
    public int worstSeverity() {
        return bytes[start + WORST_SEVERITY];
    }

    /**
     * Whether some message holds ESC: its text may be there only once terminal codes are left out. Blocks of earlier
     * versions say no.
     */
    public boolean hasCodes() {
        return (marks() & HAS_CODES) != 0;
    }

    int marks() {
        return bytes[start + MARKS];
    }

    /** Number of distinct (app, process, host) triples. */
    public int sourceCount() {
        return ByteOrders.getShort(bytes, start + SOURCE_COUNT);
    }

    /** Number of keys that have lines inside; most often 0. */
    public int receiptCount() {
        return ByteOrders.getShort(bytes, start + RECEIPT_COUNT);
    }

    /** The key of {@code receipt}. */
    public AttemptKey receiptKey(int receipt) {
        int at = receiptAt(receipt);
        return new AttemptKey(
                ByteOrders.getLong(bytes, at),
                ByteOrders.getLong(bytes, at + Long.BYTES),
                isSequence(ByteOrders.getInt(bytes, at + RECEIPT_LINES)));
    }

    /** How many lines of the key of {@code receipt} are in the journal up to and including this block, at least 1. */
    public int receiptLines(int receipt) {
        return ByteOrders.getInt(bytes, receiptAt(receipt) + RECEIPT_LINES) & ~SEQUENCE;
    }

    static boolean isSequence(int receiptLines) {
        return (receiptLines & SEQUENCE) != 0;
    }

    private int receiptAt(int receipt) {
        return start + lengthBytes() - (receiptCount() - receipt) * RECEIPT_BYTES;
    }

    /** How many of the events come from triple {@code source}; 0 when all of those were left out. */
    public int sourceEvents(int source) {
        return ByteOrders.getInt(bytes, sourceOffset(source) + SOURCE_EVENTS);
    }

    int sourceOffset(int source) {
        if (sourcesRead == 0) {
            readSources();
        }
        return sourceOffsets[source];
    }

    public int appFrom(int source) {
        return sourceOffset(source) + SOURCE_HEADER_BYTES;
    }

    public int appLength(int source) {
        return bytes[sourceOffset(source)] & 0xFF;
    }

    public int processFrom(int source) {
        return appFrom(source) + appLength(source);
    }

    public int processLength(int source) {
        return bytes[sourceOffset(source) + 1] & 0xFF;
    }

    public int hostFrom(int source) {
        return processFrom(source) + processLength(source);
    }

    public int hostLength(int source) {
        return bytes[sourceOffset(source) + 2] & 0xFF;
    }

    /** Moves to the next event; false after the last one. */
    public boolean nextEvent() {
        if (next >= eventsEnd) {
            return false;
        }
        event = next;
        next += ByteOrders.getInt(bytes, event);
        index++;
        return true;
    }

    /** Where the current event ends and the next one, or the table of sources, begins in {@link #bytes()}. */
    public int eventEnd() {
        return next;
    }

    /** Where the events end and the table of sources begins in {@link #bytes()}. */
    public int eventsEnd() {
        return eventsEnd;
    }

    /** The id of the current event. */
    public long index() {
        return index;
    }

    /** How many events of the block are before the current one. */
    public int ordinal() {
        return (int) (index - firstEvent());
    }

    public int source() {
        return ByteOrders.getShort(bytes, event + EVENT_SOURCE);
    }

    public int severity() {
        return bytes[event + EVENT_SEVERITY];
    }

    /** 0 to 23, or {@link Line#NO_FACILITY}. */
    public int facility() {
        return bytes[event + EVENT_FACILITY] & 0xFF;
    }

    public long receivedNs() {
        return ByteOrders.getLong(bytes, event + EVENT_RECEIVED);
    }

    public long timeNs() {
        return ByteOrders.getLong(bytes, event + EVENT_TIME);
    }

    /** Any of the flags of {@link Line}. */
    public int flags() {
        return bytes[event + EVENT_FLAGS] & ~EVENT_HAS_CODES;
    }

    /** Whether the message of the current event holds ESC. */
    public boolean messageHasCodes() {
        return (bytes[event + EVENT_FLAGS] & EVENT_HAS_CODES) != 0;
    }

    public int messageFrom() {
        return event + EVENT_HEADER_BYTES;
    }

    public int messageLength() {
        return ByteOrders.getInt(bytes, event + EVENT_MESSAGE_LENGTH);
    }

    public int msgIdFrom() {
        return messageFrom() + messageLength();
    }

    public int msgIdLength() {
        return bytes[event + EVENT_MSG_ID_LENGTH] & 0xFF;
    }

    /** Where the pairs begin, in the layout of {@link Attributes}. */
    public int attributesFrom() {
        return msgIdFrom() + msgIdLength();
    }

    public int attributesLength() {
        return ByteOrders.getShort(bytes, event + EVENT_ATTRIBUTES_LENGTH);
    }

    /** Where the value of the pair at {@code pair} begins; its name begins at {@code pair + 3}. */
    public int attributeValueFrom(int pair) {
        return pair + 3 + (bytes[pair] & 0xFF);
    }

    public int attributeValueLength(int pair) {
        return ByteOrders.getShort(bytes, pair + 1);
    }

    /** The current event as a record of its own. */
    public Event event() {
        int source = source();
        return new Event(
                index,
                receivedNs(),
                timeNs(),
                text(appFrom(source), appLength(source)),
                text(processFrom(source), processLength(source)),
                text(hostFrom(source), hostLength(source)),
                Severity.of(severity()),
                facility(),
                text(msgIdFrom(), msgIdLength()),
                attributes(),
                Arrays.copyOfRange(bytes, messageFrom(), messageFrom() + messageLength()),
                flags());
    }

    private Map<String, String> attributes() {
        var pairs = new LinkedHashMap<String, String>();
        int end = attributesFrom() + attributesLength();
        for (int pair = attributesFrom(); pair < end; ) {
            int value = attributeValueFrom(pair);
            int valueLength = attributeValueLength(pair);
            pairs.put(text(pair + 3, value - pair - 3), text(value, valueLength));
            pair = value + valueLength;
        }
        return pairs;
    }

    private String text(int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    private void readSources() {
        int count = sourceCount();
        if (count > sourceOffsets.length) {
            sourceOffsets = new int[Math.max(count, sourceOffsets.length * 2)];
        }
        int at = eventsEnd;
        for (int source = 0; source < count; source++) {
            sourceOffsets[source] = at;
            at += SOURCE_HEADER_BYTES + (bytes[at] & 0xFF) + (bytes[at + 1] & 0xFF) + (bytes[at + 2] & 0xFF);
        }
        sourcesRead = count;
    }
}
