package logtail.event;

/** Copies one event of a block into a block of its own, so that it can be stored without the rest. */
public final class BlockExcerpt {
    private BlockExcerpt() {}

    /** A block that holds only the current event of {@code block}, with the same id and without a checksum. */
    public static byte[] of(Block block) {
        int source = block.source();
        int event = block.messageFrom() - Block.EVENT_HEADER_BYTES;
        int eventBytes = block.eventEnd() - event;
        int sourceFrom = block.appFrom(source) - Block.SOURCE_HEADER_BYTES;
        int sourceBytes = Block.SOURCE_HEADER_BYTES
                + block.appLength(source)
                + block.processLength(source)
                + block.hostLength(source);
        byte[] bytes = new byte[Block.HEADER_BYTES + eventBytes + sourceBytes];
        System.arraycopy(block.bytes(), block.start(), bytes, 0, Block.HEADER_BYTES);
        System.arraycopy(block.bytes(), event, bytes, Block.HEADER_BYTES, eventBytes);
        System.arraycopy(block.bytes(), sourceFrom, bytes, Block.HEADER_BYTES + eventBytes, sourceBytes);
        ByteOrders.putInt(bytes, Block.LENGTH, bytes.length);
        bytes[Block.SPAN] = 0;
        ByteOrders.putInt(bytes, Block.COUNT, 1);
        ByteOrders.putLong(bytes, Block.FIRST_INDEX, block.index());
        ByteOrders.putInt(bytes, Block.SOURCES, Block.HEADER_BYTES + eventBytes);
        ByteOrders.putShort(bytes, Block.SOURCE_COUNT, 1);
        ByteOrders.putShort(bytes, Block.RECEIPT_COUNT, 0);
        ByteOrders.putShort(bytes, Block.HEADER_BYTES + Block.EVENT_SOURCE, 0);
        return bytes;
    }
}
