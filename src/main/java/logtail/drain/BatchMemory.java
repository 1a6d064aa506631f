package logtail.drain;

import logtail.runtime.MemoryBudget;

/**
 * The memory of one drain's batch: a floor that is always there, and more of it, step by step, while batches fill it and
 * others have not taken it. The drain's thread.
 */
final class BatchMemory implements AutoCloseable {
    private final MemoryBudget.Share share;
    private final long floorBytes;
    private final long mostBytes;
    private final long bytesPerByte; // of memory for one of the batch
    private long extraBytes; // taken

    BatchMemory(MemoryBudget.Share share, long floorBytes, int mostBatchBytes, long bytesPerByte) {
        this.share = share;
        this.floorBytes = floorBytes;
        this.bytesPerByte = bytesPerByte;
        mostBytes = mostBatchBytes * bytesPerByte;
    }

    /** How large a batch may be with what it has, at least 1. */
    int batchBytes() {
        return Math.clamp((floorBytes + extraBytes) / bytesPerByte, 1, Integer.MAX_VALUE);
    }

    /** Takes as much again as it has, or what it may still have; false when it may not, or nothing is left. */
    boolean grow() {
        long held = floorBytes + extraBytes;
        long wanted = Math.min(held, mostBytes - held);
        if (wanted <= 0 || !share.tryTake(wanted)) {
            return false;
        }
        extraBytes += wanted;
        return true;
    }

    boolean isGrown() {
        return extraBytes > 0;
    }

    /** Gives back all but the floor. */
    void shrink() {
        share.give(extraBytes);
        extraBytes = 0;
    }

    @Override
    public void close() {
        shrink();
    }
}
