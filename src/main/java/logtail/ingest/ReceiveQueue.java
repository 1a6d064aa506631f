package logtail.ingest;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the fill level of a socket's receive queue and the number of datagrams that the kernel has dropped
 * ({@code SO_MEMINFO}, linux/sock_diag.h). Both are always 0 without epoll. The thread of the channel.
 */
final class ReceiveQueue {
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    private static final int QUEUED = 0; // SK_MEMINFO_RMEM_ALLOC: its place among the numbers, 32 bits each
    private static final int DROPS = 8; // SK_MEMINFO_DROPS
    private static final RawUnixChannelOption MEMORY =
            new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, (DROPS + 1) * Integer.BYTES);

    private final Channel socket;
    private int toldDrops;

    ReceiveQueue(Channel socket) {
        this.socket = socket;
    }

    /** Whether the queue is empty. */
    boolean isEmpty() {
        return number(QUEUED) == 0;
    }

    /** Drops since the last call, or since the socket was opened. */
    long takeNewDrops() {
        int total = number(DROPS);
        int fresh = total - toldDrops; // correct also when the kernel's counter wraps
        toldDrops = total;
        return Integer.toUnsignedLong(fresh);
    }

    private int number(int place) {
        ByteBuffer memory = socket.config().getOption(MEMORY);
        return memory == null ? 0 : memory.order(ByteOrder.nativeOrder()).getInt(place * Integer.BYTES);
    }
}
