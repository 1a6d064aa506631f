package logtail.net;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Socket addresses as people write them. Pure. */
public final class Addresses {
    private Addresses() {}

    /** {@code 127.0.0.1:8514}, {@code [::1]:8514}; never the name that it may have been found by. */
    public static String shown(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress socket
                ? NetUtil.toSocketAddressString(socket)
                : String.valueOf(address);
    }
}
