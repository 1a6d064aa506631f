package logtail.event;

import java.nio.charset.StandardCharsets;

/**
 * Packs lines into one block (layout: {@link Block}). Owns a fixed byte array and is filled, finished, read and
 * {@link #reset} again and again; it allocates nothing after construction. Belongs to one thread at a time.
 */
public final class BlockEncoder {
    private static final int MAX_SOURCES = 0xFFFF;
    private static final int MAX_RECEIPTS = 64;
    private static final byte[] META = "metaappprocesshost".getBytes(StandardCharsets.US_ASCII);
    private static final int SCOPE_END = 4;
    private static final int APP_END = 7;
    private static final int PROCESS_END = 14;
    private static final int HOST_END = 18;

    private final byte[] bytes;
    private final int capacityBytes; // without the receipts, which always fit
    private final int maxMessageBytes;
    private final SourceTable sources;
    private final byte[] receipts = new byte[MAX_RECEIPTS * Block.RECEIPT_BYTES];
    private int receiptsLength;
    private int end;
    private int count;
    private int worstSeverity;
    private int marks;
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
        marks = 0;
        minReceivedNs = Long.MAX_VALUE;
        maxReceivedNs = Long.MIN_VALUE;
        minTimeNs = Long.MAX_VALUE;
        maxTimeNs = Long.MIN_VALUE;
        sources.clear();
    }

    /**
     * Adds the line as the next event; a missing app becomes {@code unknown}, a missing severity {@code info}, a
     * missing time {@code receivedAtNs}. A line whose names are not stored as they were sent (see {@link Names}) is flagged
     * {@link Line#RENAMED}, and gets them as attributes {@code meta.app}, {@code meta.process}, {@code meta.host}.
     *
     * @return false when the block is full; it is then unchanged
     */
    public boolean tryAppend(Line line, long receivedAtNs) {
        int found = sources.find(line.app, line.process, line.host);
        int changes = sources.changes(found);
        if (changes != 0) {
            keepNames(line, changes);
        }
        int messageLength = messageLength(line.message);
        int msgIdLength = Math.min(line.msgId.length(), 0xFF);
        int attributesLength = line.attributes.length();
        int length = Block.EVENT_HEADER_BYTES + messageLength + msgIdLength + attributesLength;
        if (!hasRoom(length)) {
            return false;
        }
        int source = sources.take(found);
        int severity = line.severity == Severity.NONE ? Severity.INFO.code() : line.severity;
        long timeNs = line.timeNs == Line.NO_TIME ? receivedAtNs : line.timeNs;
        int flags = line.flags | (messageLength < line.message.length() ? Line.TRUNCATED : 0);
        int codes = line.codes == Line.MAY_HAVE_CODES
                ? Line.codes(line.message.bytes(), line.message.from(), line.message.to())
                : line.codes;
        if (codes == Line.HAS_CODES) {
            flags |= Block.EVENT_HAS_CODES;
            marks |= Block.HAS_CODES;
        }

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
     * @return false when they do not all fit; the block is then unchanged
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
            copy(block);
        }
        marks |= block.marks();
        for (int receipt = 0; receipt < block.receiptCount(); receipt++) {
            addReceipt(block.receiptKey(receipt), block.receiptLines(receipt));
        }
        return true;
    }

    /**
     * Adds the current event of a finished block.
     *
     * @return false when it does not fit; the block is then unchanged
     */
    public boolean tryAppend(Block block) {
        int length = block.eventEnd() - block.messageFrom() + Block.EVENT_HEADER_BYTES;
        if (!hasRoom(length)) {
            return false;
        }
        marks |= block.messageHasCodes() ? Block.HAS_CODES : 0;
        copy(block);
        return true;
    }

    private void copy(Block block) {
        int from = block.messageFrom() - Block.EVENT_HEADER_BYTES;
        int length = block.eventEnd() - from;
        System.arraycopy(block.bytes(), from, bytes, end, length);
        int found = sources.find(block, block.source());
        sources.changes(found);
        int source = sources.take(found);
        ByteOrders.putShort(bytes, end + Block.EVENT_SOURCE, source);
        keep(length, block.severity(), block.receivedNs(), block.timeNs());
    }

    /**
     * Records that {@code lines} lines of a key are stored once the events so far are. Replaces the last receipt when
     * that is of the same key.
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

    /**
     * Writes the header, the sources and the receipts; {@link Block#seal} adds the rest. Call once, when {@link #count}
     * > 0.
     */
    public void finish() {
        int sourcesAt = end;
        end += sources.copyTo(bytes, end);
        System.arraycopy(receipts, 0, bytes, end, receiptsLength);
        end += receiptsLength;
        ByteOrders.putInt(bytes, Block.LENGTH, end);
        ByteOrders.putInt(bytes, Block.VERSION_AT, Block.VERSION);
        bytes[Block.WORST_SEVERITY] = (byte) worstSeverity;
        bytes[Block.MARKS] = (byte) marks;
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

    /** Adds the names as sent to the attributes, once: a line that finds no room comes again. */
    private static void keepNames(Line line, int changes) {
        if (line.hasNamesAsSent) {
            return;
        }
        line.hasNamesAsSent = true;
        line.flags |= Line.RENAMED;
        if ((changes & SourceTable.APP) != 0) {
            keepName(line, SCOPE_END, APP_END, line.app);
        }
        if ((changes & SourceTable.PROCESS) != 0) {
            keepName(line, APP_END, PROCESS_END, line.process);
        }
        if ((changes & SourceTable.HOST) != 0) {
            keepName(line, PROCESS_END, HOST_END, line.host);
        }
    }

    private static void keepName(Line line, int labelFrom, int labelTo, Slice name) {
        line.attributes.begin(META, 0, SCOPE_END, labelFrom, labelTo);
        line.attributes.append(name.bytes(), name.from(), name.to());
        line.attributes.end();
    }

    /** The length of the message once cut to the limit. */
    private int messageLength(Slice message) {
        return message.length() <= maxMessageBytes
                ? message.length()
                : WholeCharacters.end(message.bytes(), message.from(), message.from() + maxMessageBytes)
                        - message.from();
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
}
