package logtail.event;

import java.util.Arrays;

/**
 * Packs lines into one block (layout: {@link Block}). Owns a fixed byte array and is filled, finished, read and
 * {@link #reset} again and again; it allocates nothing after its birth. Belongs to one thread at a time.
 */
public final class BlockEncoder {
    private static final int NAMES = 3;
    private static final int MAX_SOURCES = 0xFFFF;
    private static final int TABLE_SIZE = 1024;
    private static final int MAX_RECEIPTS = 64;
    private static final Slice UNKNOWN_APP = Slice.of("unknown");

    private final byte[] bytes;
    private final int capacityBytes; // without the receipts, for which there is always room
    private final int maxMessageBytes;
    private final SourceTable sources;
    private final byte[] receipts = new byte[MAX_RECEIPTS * Block.RECEIPT_BYTES];
    private int receiptsLength;
    private int end;
    private int count;
    private int worstSeverity;
    private long minReceivedNs;
    private long maxReceivedNs;
    private long minTimeNs;
    private long maxTimeNs;

    /**
     * @param capacityBytes size of the largest block; at least one message of {@code maxMessageBytes} always fits
     * @param maxMessageBytes longer messages are cut and flagged {@link Line#TRUNCATED}
     */
    public BlockEncoder(int capacityBytes, int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        int oneEvent = Block.HEADER_BYTES
                + Block.EVENT_HEADER_BYTES
                + maxMessageBytes
                + 0xFF
                + Attributes.CAPACITY_BYTES
                + SourceTable.ENTRY_MAX_BYTES;
        this.capacityBytes = Math.max(capacityBytes, oneEvent);
        bytes = new byte[this.capacityBytes + receipts.length];
        sources = new SourceTable();
        reset();
    }

    public void reset() {
        end = Block.HEADER_BYTES;
        receiptsLength = 0;
        count = 0;
        worstSeverity = Severity.DEBUG.code();
        minReceivedNs = Long.MAX_VALUE;
        maxReceivedNs = Long.MIN_VALUE;
        minTimeNs = Long.MAX_VALUE;
        maxTimeNs = Long.MIN_VALUE;
        sources.clear();
    }

    /**
     * Adds the line as the next event; a missing app becomes {@code unknown}, a missing severity {@code info}, a
     * missing time {@code receivedAtNs}.
     *
     * @return false when the block is full: nothing has changed then
     */
    public boolean tryAppend(Line line, long receivedAtNs) {
        int messageLength = Math.min(line.message.length(), maxMessageBytes);
        int msgIdLength = Math.min(line.msgId.length(), 0xFF);
        int attributesLength = line.attributes.length();
        int length = Block.EVENT_HEADER_BYTES + messageLength + msgIdLength + attributesLength;
        if (!hasRoom(length)) {
            return false;
        }
        int source = sources.numberOf(line.app.isEmpty() ? UNKNOWN_APP : line.app, line.process, line.host);
        int severity = line.severity == Severity.NONE ? Severity.INFO.code() : line.severity;
        long timeNs = line.timeNs == Line.NO_TIME ? receivedAtNs : line.timeNs;
        int flags = line.flags | (messageLength < line.message.length() ? Line.TRUNCATED : 0);

        int at = end;
        ByteOrders.putInt(bytes, at, length);
        ByteOrders.putShort(bytes, at + Block.EVENT_SOURCE, source);
        bytes[at + Block.EVENT_SEVERITY] = (byte) severity;
        bytes[at + Block.EVENT_FACILITY] = (byte) line.facility;
        ByteOrders.putLong(bytes, at + Block.EVENT_RECEIVED, receivedAtNs);
        ByteOrders.putLong(bytes, at + Block.EVENT_TIME, timeNs);
        ByteOrders.putInt(bytes, at + Block.EVENT_MESSAGE_LENGTH, messageLength);
        ByteOrders.putShort(bytes, at + Block.EVENT_ATTRIBUTES_LENGTH, attributesLength);
        bytes[at + Block.EVENT_MSG_ID_LENGTH] = (byte) msgIdLength;
        bytes[at + Block.EVENT_FLAGS] = (byte) flags;
        at += Block.EVENT_HEADER_BYTES;
        System.arraycopy(line.message.bytes(), line.message.from(), bytes, at, messageLength);
        at += messageLength;
        System.arraycopy(line.msgId.bytes(), line.msgId.from(), bytes, at, msgIdLength);
        at += msgIdLength;
        System.arraycopy(line.attributes.bytes(), 0, bytes, at, attributesLength);
        keep(length, severity, receivedAtNs, timeNs);
        return true;
    }

    /**
     * Adds all events of a finished block, so that many small blocks become one.
     *
     * @return false when they do not all fit: nothing has changed then
     */
    public boolean tryAppendAll(Block block) {
        int worstCase = block.lengthBytes() + block.sourceCount() * SourceTable.ENTRY_MAX_BYTES;
        if (!hasRoom(worstCase)
                || sources.count() + block.sourceCount() > MAX_SOURCES
                || receiptsLength + block.receiptCount() * Block.RECEIPT_BYTES > receipts.length) {
            return false;
        }
        block.rewind();
        while (block.nextEvent()) {
            int from = block.messageFrom() - Block.EVENT_HEADER_BYTES;
            int length = block.eventEnd() - from;
            System.arraycopy(block.bytes(), from, bytes, end, length);
            ByteOrders.putShort(bytes, end + Block.EVENT_SOURCE, sources.numberOf(block, block.source()));
            keep(length, block.severity(), block.receivedNs(), block.timeNs());
        }
        for (int receipt = 0; receipt < block.receiptCount(); receipt++) {
            addReceipt(block.receiptKey(receipt), block.receiptLines(receipt));
        }
        return true;
    }

    /**
     * Notes that with the events so far {@code lines} lines of a key are there; takes the place of what was noted last
     * when that is of the same key.
     *
     * @throws IllegalStateException when there are more than 64 keys in one block
     */
    public void addReceipt(AttemptKey key, int lines) {
        int last = receiptsLength - Block.RECEIPT_BYTES;
        boolean isSame = last >= 0
                && ByteOrders.getLong(receipts, last) == key.high()
                && ByteOrders.getLong(receipts, last + Long.BYTES) == key.low()
                && Block.isSequence(ByteOrders.getInt(receipts, last + Block.RECEIPT_LINES)) == key.isSequence();
        int at = isSame ? last : receiptsLength;
        if (at == receipts.length) {
            throw new IllegalStateException("a block has room for " + MAX_RECEIPTS + " receipts");
        }
        ByteOrders.putLong(receipts, at, key.high());
        ByteOrders.putLong(receipts, at + Long.BYTES, key.low());
        ByteOrders.putInt(receipts, at + Block.RECEIPT_LINES, key.isSequence() ? lines | Block.SEQUENCE : lines);
        receiptsLength = at + Block.RECEIPT_BYTES;
    }

    /** Writes the header and the sources, all but what {@link Block#seal} adds. Call once, when {@link #count} > 0. */
    public void finish() {
        int sourcesAt = end;
        end += sources.copyTo(bytes, end);
        System.arraycopy(receipts, 0, bytes, end, receiptsLength);
        end += receiptsLength;
        ByteOrders.putInt(bytes, Block.LENGTH, end);
        ByteOrders.putInt(bytes, Block.VERSION_AT, Block.VERSION);
        bytes[Block.WORST_SEVERITY] = (byte) worstSeverity;
        ByteOrders.putInt(bytes, Block.COUNT, count);
        ByteOrders.putLong(bytes, Block.MIN_RECEIVED, minReceivedNs);
        ByteOrders.putLong(bytes, Block.MAX_RECEIVED, maxReceivedNs);
        ByteOrders.putLong(bytes, Block.MIN_TIME, minTimeNs);
        ByteOrders.putLong(bytes, Block.MAX_TIME, maxTimeNs);
        ByteOrders.putInt(bytes, Block.SOURCES, sourcesAt);
        ByteOrders.putShort(bytes, Block.SOURCE_COUNT, sources.count());
        ByteOrders.putShort(bytes, Block.RECEIPT_COUNT, receiptsLength / Block.RECEIPT_BYTES);
    }

    /** Number of events so far. */
    public int count() {
        return count;
    }

    /** The array that holds the block from its first byte on. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes used so far; the length of the block once finished. */
    public int lengthBytes() {
        return end;
    }

    private boolean hasRoom(int length) {
        return end + length + sources.lengthBytes() + SourceTable.ENTRY_MAX_BYTES <= capacityBytes
                && sources.count() < MAX_SOURCES;
    }

    private void keep(int length, int severity, long receivedAtNs, long timeNs) {
        end += length;
        count++;
        worstSeverity = Math.min(worstSeverity, severity);
        minReceivedNs = Math.min(minReceivedNs, receivedAtNs);
        maxReceivedNs = Math.max(maxReceivedNs, receivedAtNs);
        minTimeNs = Math.min(minTimeNs, timeNs);
        maxTimeNs = Math.max(maxTimeNs, timeNs);
    }

    /**
     * Numbers the distinct triples of names of one block. Looked up by the names as sent (cut to the limit); stored
     * beside them is the entry with the names made safe. Open addressing; the last triple is tried first, as most
     * senders speak for one process. More than half-full tables simply add an entry per event: right, only larger.
     */
    private static final class SourceTable {
        static final int ENTRY_MAX_BYTES = Block.SOURCE_HEADER_BYTES + NAMES * Names.MAX_BYTES;

        private final short[] slots = new short[TABLE_SIZE]; // number + 1, 0 = free
        private byte[] entries = new byte[4096]; // what the block gets
        private byte[] keys = new byte[4096]; // the same with the names as sent
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

        /** The number of this triple, which is counted as that of one more event. */
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
            ByteOrders.putLong(key, keyLength, 0); // whole words only: what stands behind the key is of an earlier one
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
}
