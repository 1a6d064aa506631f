package logtail.pipeline;

import logtail.runtime.Env;

/**
 * Sizes of the write path.
 *
 * @param ringBytes memory of the ring of blocks between the event loops and the journal writer; sockets are not read
 *     while it is full
 * @param maxMessageBytes longer messages are cut, flagged and counted
 */
public record PipelineSettings(long ringBytes, int maxMessageBytes) {
    private static final int KIB = 1024;
    private static final int BLOCK_BYTES = 128 * KIB; // holds one socket read of 64 KiB in nearly every shape
    private static final int MIN_SLOTS = 4;

    public static PipelineSettings from(Env env) {
        return new PipelineSettings(env.bytes("LOGTAIL_RING", 8 << 20, 1 << 20, 1 << 30), (int)
                env.bytes("LOGTAIL_MAX_MESSAGE", 64 * KIB, KIB, 512 * KIB));
    }

    BlockSlot newSlot() {
        return new BlockSlot(BLOCK_BYTES, maxMessageBytes);
    }

    /**
     * The heap that the ring takes, up to half more than {@link #ringBytes}, because the number of slots is a power of
     * two.
     */
    public long memoryBytes() {
        return (long) slots() * newSlot().encoder().bytes().length;
    }

    /** The number of slots: the power of two nearest to {@link #ringBytes}. */
    int slots() {
        long slotBytes = newSlot().encoder().bytes().length;
        long wanted = Math.max(MIN_SLOTS, Math.round((double) ringBytes / slotBytes));
        return (int) Long.highestOneBit(wanted + wanted / 2);
    }
}
