package logtail.journal.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A block as a reader of the topic got it.
 *
 * @param appendedMs when a broker appended it, in milliseconds since the Unix epoch
 * @param isPacked whether {@code bytes} are the record's value rather than the block
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LaneBlock(int lane, long offset, long appendedMs, boolean isPacked, byte[] bytes) {
    /** Stands for a block that is not held any more, or never was. */
    static final LaneBlock FORGOTTEN = new LaneBlock(-1, -1, 0, false, new byte[0]);

    private static final long NS_PER_MS = 1_000_000;

    /** What is still packed. */
    static LaneBlock packed(ConsumerRecord<byte[], byte[]> from) {
        byte[] value = from.value();
        return new LaneBlock(
                from.partition(), from.offset(), from.timestamp(), true, value == null ? new byte[0] : value);
    }

    /** Of the delivery whose lines it holds, while it is packed; null when it is of none. */
    @Nullable
    Stamp stamp() {
        return PackedBlock.stamp(bytes);
    }

    /**
     * The same, unpacked.
     *
     * @param leftOut how many of its first events are not to be shown
     * @throws DamagedBlockException when it is not as it was written
     */
    LaneBlock unpacked(PackedBlock unpacker, int leftOut) {
        return isPacked
                ? new LaneBlock(
                        lane,
                        offset,
                        appendedMs,
                        false,
                        unpacker.unpack(bytes, RecordIds.first(lane, offset), appendedMs * NS_PER_MS, leftOut))
                : this;
    }

    boolean isForgotten() {
        return lane < 0;
    }

    /** Whether it comes before the other in the merged order. */
    boolean isBefore(LaneBlock other) {
        return appendedMs < other.appendedMs || (appendedMs == other.appendedMs && lane < other.lane);
    }
}
