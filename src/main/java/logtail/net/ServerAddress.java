package logtail.net;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * Address of a server.
 *
 * @param host a name or an address
 * @param tls TLS context; empty for plain TCP
 */
public record ServerAddress(String host, int port, Optional<SslContext> tls) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
