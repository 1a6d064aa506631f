package logtail.ingest;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How many datagrams the kernel has dropped because a socket's buffer was full, as Linux tells it of the socket itself
 * ({@code SO_MEMINFO}, {@code SK_MEMINFO_DROPS} of linux/sock_diag.h); always 0 where Netty has no epoll. The thread of the
 * channel.
 */
final class KernelDrops {
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    private static final int DROPS = 8; // its place among the numbers, 32 bits each
    private static final RawUnixChannelOption MEMORY =
            new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, (DROPS + 1) * Integer.BYTES);

    private final Channel socket;
    private int told;

    KernelDrops(Channel socket) {
        this.socket = socket;
    }

    /** Drops since the last call, or since the socket was opened. */
    long takeNew() {
        ByteBuffer memory = socket.config().getOption(MEMORY);
        if (memory == null) {
            return 0;
        }
        int total = memory.order(ByteOrder.nativeOrder()).getInt(DROPS * Integer.BYTES);
        int fresh = total - told; // right when the kernel's count wraps, too
        told = total;
        return Integer.toUnsignedLong(fresh);
    }
}
