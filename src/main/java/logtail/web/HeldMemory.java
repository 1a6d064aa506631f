package logtail.web;

import logtail.runtime.MemoryBudget;

/** Memory that one request holds of a share until it ends. Belongs to the connection's event loop. */
final class HeldMemory {
    private final MemoryBudget.Share share;
    private long bytes;
    private boolean isOver;

    HeldMemory(MemoryBudget.Share share) {
        this.share = share;
    }

    /** Takes bytes of the share; false when they are not available or the request has ended. */
    boolean tryTake(long more) {
        if (isOver || !share.tryTake(more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Returns a part of the memory. */
    void give(long less) {
        long part = Math.min(less, bytes);
        bytes -= part;
        share.give(part);
    }

    /** Returns the rest; later calls take nothing. */
    void end() {
        isOver = true;
        give(bytes);
    }
}
