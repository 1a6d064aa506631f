package logtail.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * The memory into which one system call ({@code recvmmsg}) receives many datagrams: a slot for each, with room for the longest
 * there can be, so none is cut. All reads use the same memory, so a datagram must be copied or released before the next
 * read. Of a slot only what a datagram fills is ever touched, so long slots cost addresses, not memory. One event loop.
 */
final class DatagramSlots extends DefaultMaxMessagesRecvByteBufAllocator {
    /** How many datagrams one system call receives at most. */
    static final int SLOTS = 64;

    /** Not a power of two, because then all datagrams would compete for the same few lines of the processor's caches. */
    static final int SLOT_BYTES = DatagramListener.MAX_DATAGRAM_BYTES + 5 * 64;

    private static final int CALLS = 4; // until other sockets and tasks have their turn

    private final ByteBuf memory;

    DatagramSlots(ByteBufAllocator allocator) {
        super(CALLS * SLOTS);
        memory = allocator.directBuffer(SLOTS * SLOT_BYTES);
    }

    /** Frees the memory once no datagram is in it any more. */
    void release() {
        memory.release();
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own subclasses return it, and there is no alternative
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return memory.capacity();
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                if (memory.refCnt() > 1) {
                    throw new IllegalStateException("datagrams of the read before are still held");
                }
                return memory.clear().retain();
            }

            // a call that left slots free found all that there was
            @Override
            public boolean continueReading(UncheckedBooleanSupplier unused) {
                return lastBytesRead() == attemptedBytesRead()
                        && super.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
            }
        };
    }
}
