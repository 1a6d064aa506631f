package logtail.drain;

import logtail.runtime.MemoryBudget;

/**
 * Memory for the batches of all drains. Half of the share is split into {@value Drains#MOST} equal floors, one per possible
 * drain, so that every drain can always send; the other half goes to drains with larger batches on demand. Any thread.
 */
public final class DrainMemory {
    /** An array that grows by doubling is at most twice as large as its content. */
    private static final long SLACK = 2;

    private final MemoryBudget.Share share;
    private final long floorBytes;
    private final long extraBytes; // shared by all drains

    /** Takes the floors at once; {@code share} must have no other user. */
    public DrainMemory(MemoryBudget.Share share) {
        this.share = share;
        floorBytes = share.limitBytes() / 2 / Drains.MOST;
        long floors = floorBytes * Drains.MOST;
        if (!share.tryTake(floors)) {
            throw new IllegalStateException("there is another user of " + share.name());
        }
        extraBytes = share.limitBytes() - floors;
    }

    /** The memory of one drain whose batches have at most {@code mostBytes} and are held {@code copies} times. */
    BatchMemory open(int mostBytes, int copies) {
        return new BatchMemory(share, floorBytes, mostBytes, SLACK * copies);
    }

    /** The largest batch possible while no other drain has a large one. */
    long largestBatchBytes(int copies) {
        return (floorBytes + extraBytes) / (SLACK * copies);
    }

    /** Memory of all drains together. */
    long limitBytes() {
        return share.limitBytes();
    }
}
