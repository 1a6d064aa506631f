package logtail.drain;

import logtail.runtime.MemoryBudget;

/**
 * The memory for the batches of all drains. Half of the share is cut into {@value Drains#MOST} equal floors, one for each
 * drain that there may be, so that each can always send something; the other half is for whoever has larger batches to send
 * just now. Any thread.
 */
public final class DrainMemory {
    /** An array that grows by doubling is twice as large as what is in it, at most. */
    private static final long SLACK = 2;

    private final MemoryBudget.Share share;
    private final long floorBytes;
    private final long extraBytes; // for all together

    /** Takes the floors at once; nobody else may take from {@code share}. */
    public DrainMemory(MemoryBudget.Share share) {
        this.share = share;
        floorBytes = share.limitBytes() / 2 / Drains.MOST;
        long floors = floorBytes * Drains.MOST;
        if (!share.tryTake(floors)) {
            throw new IllegalStateException("somebody else takes from " + share.name());
        }
        extraBytes = share.limitBytes() - floors;
    }

    /** What one drain takes from; batches have at most {@code mostBytes} and are held {@code copies} times. */
    BatchMemory open(int mostBytes, int copies) {
        return new BatchMemory(share, floorBytes, mostBytes, SLACK * copies);
    }

    /** The largest batch that can be had when no other drain has a large one. */
    long largestBatchBytes(int copies) {
        return (floorBytes + extraBytes) / (SLACK * copies);
    }

    /** How much there is for all drains. */
    long limitBytes() {
        return share.limitBytes();
    }
}
