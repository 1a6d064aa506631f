package logtail.ingest;

import logtail.runtime.MemoryBudget;

/**
 * What one stream holds, taken from the share of all: its unfinished message, and what it could not add while the ring was
 * full. The first {@value #FREE_BYTES} bytes are part of the price of a connection and not counted, so that senders of
 * short lines go on, slowly, when others have used the share up. One thread.
 */
final class HeldBytes {
    static final int FREE_BYTES = 1024;

    private final MemoryBudget.Share share;
    private long taken;

    HeldBytes(MemoryBudget.Share share) {
        this.share = share;
    }

    /**
     * The stream now holds so many bytes altogether.
     *
     * @throws MemoryUsedUpException when they are not there; what it held before is still taken
     */
    void set(long bytes) {
        long wanted = Math.max(0, bytes - FREE_BYTES);
        if (wanted > taken && !share.tryTake(wanted - taken)) {
            throw new MemoryUsedUpException(share, wanted - taken);
        }
        if (wanted < taken) {
            share.give(taken - wanted);
        }
        taken = wanted;
    }
}
