package logtail.ingest;

import logtail.runtime.MemoryBudget;

/**
 * Accounts the memory of one stream against the shared budget: its unfinished message, and what it could not add while
 * the ring was full. The first {@value #FREE_BYTES} bytes belong to the cost of a connection and are not counted, so
 * senders of short lines continue, slowly, when others have used the budget up. One thread.
 */
final class HeldBytes {
    static final int FREE_BYTES = 1024;

    private final MemoryBudget.Share share;
    private final HalfLines.Holder halfLine;
    private long taken;

    /** @param halfLine the unfinished message of the stream; the oldest of others gives way to it */
    HeldBytes(MemoryBudget.Share share, HalfLines.Holder halfLine) {
        this.share = share;
        this.halfLine = halfLine;
    }

    /** Sets how many bytes the stream holds in total; false, with nothing changed, when the budget has no room. */
    boolean trySet(long bytes) {
        long wanted = Math.max(0, bytes - FREE_BYTES);
        if (wanted > taken && !share.tryTake(wanted - taken)) {
            return false;
        }
        if (wanted < taken) {
            share.give(taken - wanted);
        }
        taken = wanted;
        return true;
    }

    /**
     * Sets how many bytes the stream holds in total.
     *
     * @throws MemoryUsedUpException when the budget has no room; what the stream held before stays accounted
     */
    void set(long bytes) {
        if (!trySet(bytes)) {
            long more = Math.max(0, bytes - FREE_BYTES) - taken;
            if (halfLine.makeRoom(more)) {
                share.takeAnyway(more);
                taken += more;
                return;
            }
            throw new MemoryUsedUpException(share, bytes - FREE_BYTES - taken);
        }
    }
}
