package logtail.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import logtail.net.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * What each connection of a listener passes before its protocol begins: the limits, the header of a proxy, TLS. The protocol's
 * handlers come behind it, see plain bytes alone, and find {@link Remote} complete with the first of them. One for each listener;
 * any event loop.
 */
public final class Entrance {
    private final Limits limits;
    private final Wrapping wrapping;
    private final Manners manners;
    private final ConnectionLimits connections;
    private final Refusals refusals;
    private final ChannelHandler plain;
    private final Handshakes handshakes;
    private final @Nullable ServerTls tls;

    Entrance(String listener, Limits limits, Wrapping wrapping, Manners manners, Entrances all) {
        this.limits = limits;
        this.wrapping = wrapping;
        this.manners = manners;
        connections = new ConnectionLimits(
                listener, limits, wrapping.isTls() ? "" : manners.whenFull(), all.metrics(), wrapping.hasProxyHeader());
        refusals = new Refusals(listener, all.metrics(), System::nanoTime);
        plain = new PlainEntry(refusals);
        handshakes = new Handshakes(limits.connections());
        tls = wrapping.isTls() ? all.tls().orElseThrow(() -> new IllegalStateException(listener + " needs TLS")) : null;
    }

    /** Adds the handlers to a new connection, as its first ones. */
    public void guard(ChannelPipeline pipeline) {
        pipeline.addLast(connections);
        if (wrapping.hasProxyHeader()) {
            pipeline.addLast(new ProxyEntry(connections, refusals, limits.headers()));
        }
        if (tls == null) {
            pipeline.addLast(plain);
        } else {
            pipeline.addLast(new TlsEntry(tls, manners, refusals, handshakes, limits.headers()));
        }
    }

    /** Whether its connections are encrypted, so that passwords may come over them. */
    public boolean isTls() {
        return tls != null;
    }

    /** What ALPN has agreed on for a connection that has come to its protocol, of what {@link Manners} offer. */
    public static Optional<String> protocol(ChannelPipeline pipeline) {
        SslHandler handler = pipeline.get(SslHandler.class);
        return handler == null ? Optional.empty() : Optional.ofNullable(handler.applicationProtocol());
    }

    /** What ALPN offers here; empty for nothing. */
    public List<String> protocols() {
        return manners.protocols();
    }
}
