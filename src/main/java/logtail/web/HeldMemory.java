package logtail.web;

import logtail.runtime.MemoryBudget;

/** What one request holds of a share of memory, until it is over. Belongs to the connection's event loop. */
final class HeldMemory {
    private final MemoryBudget.Share share;
    private long bytes;
    private boolean isOver;

    HeldMemory(MemoryBudget.Share share) {
        this.share = share;
    }

    /** Takes so many bytes; false when they are not there, or when the request is over. */
    boolean tryTake(long more) {
        if (isOver || !share.tryTake(more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Gives back a part of what was taken. */
    void give(long less) {
        long part = Math.min(less, bytes);
        bytes -= part;
        share.give(part);
    }

    /** Gives back the rest, and takes nothing any more. */
    void end() {
        isOver = true;
        give(bytes);
    }
}
