package logtail.ingest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's receive queue of a socket: sets its size, and reads its fill level and the number of datagrams that found no
 * room ({@code SO_MEMINFO}, linux/sock_diag.h). The last two are always 0 without epoll. The thread of the channel.
 */
final class ReceiveQueue {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    private static final int QUEUED = 0; // SK_MEMINFO_RMEM_ALLOC: its place among the numbers, 32 bits each
    private static final int DROPS = 8; // SK_MEMINFO_DROPS
    private static final IntegerUnixChannelOption FORCED_BYTES =
            new IntegerUnixChannelOption("SO_RCVBUFFORCE", SOL_SOCKET, SO_RCVBUFFORCE);
    private static final RawUnixChannelOption MEMORY =
            new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, (DROPS + 1) * Integer.BYTES);

    private final Channel socket;
    private int toldDrops;

    ReceiveQueue(Channel socket) {
        this.socket = socket;
    }

    /** Asks for room for so many bytes; returns what the kernel grants, which is {@code net.core.rmem_max} at most, unless we have CAP_NET_ADMIN. */
    int reserve(int bytes) {
        ChannelConfig config = socket.config();
        try {
            if (config.setOption(FORCED_BYTES, bytes)) {
                return bytes;
            }
            config.setOption(ChannelOption.SO_RCVBUF, bytes);
            return config.getOption(ChannelOption.SO_RCVBUF);
        } catch (ChannelException notPermitted) {
            config.setOption(ChannelOption.SO_RCVBUF, bytes);
            return config.getOption(ChannelOption.SO_RCVBUF) / 2; // the kernel doubles what it is given
        }
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
