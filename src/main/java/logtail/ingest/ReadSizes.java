package logtail.ingest;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import logtail.runtime.MemoryBudget;

/**
 * Chooses the size of socket reads: 64 KiB, and less when much memory holds lines that the ring has no room for. Bytes
 * that were read must be held until there is room, so with thousands of senders the reads must shrink before the memory
 * is used up.
 */
final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int SMALL_BYTES = 4 * 1024;

    private final MemoryBudget.Share stalled;

    ReadSizes(MemoryBudget.Share stalled) {
        super(1); // then the other connections of the event loop have theirs
        this.stalled = stalled;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own subclasses return it, and there is no alternative
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return size(stalled);
            }
        };
    }

    /**
     * Half of the memory is for large reads, a quarter for small ones, the rest for those that are too small to count.
     */
    static int size(MemoryBudget.Share stalled) {
        long used = stalled.usedBytes();
        long limit = stalled.limitBytes();
        if (used <= limit / 2) {
            return StreamIntake.READ_BYTES;
        }
        return used <= limit / 4 * 3 ? SMALL_BYTES : HeldBytes.FREE_BYTES / 2;
    }
}
