package logtail.net;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * Where to connect.
 *
 * @param host a name or an address
 * @param tls how to speak TLS; empty for not at all
 */
public record ServerAddress(String host, int port, Optional<SslContext> tls) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
