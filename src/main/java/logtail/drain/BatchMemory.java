package logtail.drain;

import logtail.runtime.MemoryBudget;

/**
 * Memory for one drain's batch: a guaranteed floor, which grows on demand while the share has memory left. The drain's
 * thread.
 */
final class BatchMemory implements AutoCloseable {
    private final MemoryBudget.Share share;
    private final long floorBytes;
    private final long mostBytes;
    private final long bytesPerByte; // memory needed per byte of a batch
    private long extraBytes; // taken from the share

    BatchMemory(MemoryBudget.Share share, long floorBytes, int mostBatchBytes, long bytesPerByte) {
        this.share = share;
        this.floorBytes = floorBytes;
        this.bytesPerByte = bytesPerByte;
        mostBytes = mostBatchBytes * bytesPerByte;
    }

    /** Largest batch that fits, at least 1 byte. */
    int batchBytes() {
        return Math.clamp((floorBytes + extraBytes) / bytesPerByte, 1, Integer.MAX_VALUE);
    }

    /** Doubles the memory, up to the limit; false at the limit or when the share is exhausted. */
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

    /** Returns everything above the floor. */
    void shrink() {
        share.give(extraBytes);
        extraBytes = 0;
    }

    @Override
    public void close() {
        shrink();
    }
}
