package logtail.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Who is at the other end of a connection. Known once the connection's {@link Entrance} has been passed, which is before the
 * first read of its protocol.
 *
 * @param address its address, as a proxy in front of it tells it where one is trusted
 * @param subject the subject of its verified client certificate, RFC 2253
 */
public record Remote(SocketAddress address, Optional<String> subject) {
    private static final AttributeKey<Remote> TOLD = AttributeKey.valueOf(Remote.class, "told");

    /** That of {@code connection}. */
    public static Remote of(Channel connection) {
        Remote told = connection.attr(TOLD).get();
        return told == null ? new Remote(connection.remoteAddress(), Optional.empty()) : told;
    }

    /** Tells who is at the other end of {@code connection}, as its entrance has found out. */
    void tell(Channel connection) {
        connection.attr(TOLD).set(this);
    }

    /** The address without the port, as text; empty when it is none of a network. */
    public String host() {
        return address instanceof InetSocketAddress socket && socket.getAddress() != null
                ? NetUtil.toAddressString(socket.getAddress())
                : "";
    }
}
