package logtail.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens client connections. Any thread. */
public final class Connector {
    private static final int CONNECT_SECONDS = 5;
    private static final int HANDSHAKE_SECONDS = 10;

    private final EventLoops loops;
    private final AddressGuard guard;

    /** Connects on {@code loops} to addresses that {@code guard} allows. */
    public Connector(EventLoops loops, AddressGuard guard) {
        this.loops = loops;
        this.guard = guard;
    }

    /** The address check, for libraries that open connections themselves. */
    public AddressGuard guard() {
        return guard;
    }

    /**
     * Connects to the first reachable address of the server. Timeouts: 5 s per address, 10 s for the TLS handshake.
     *
     * @param protocol creates the handlers for received data, anew for each address; they run on an event loop, and what
     *     they pass on is discarded
     * @throws IOException when no address is reachable; the message says why
     */
    public Peer connect(ServerAddress server, Supplier<List<ChannelHandler>> protocol)
            throws IOException, InterruptedException {
        IOException failure = null;
        for (InetAddress address : guard.resolve(server.host())) {
            try {
                return connect(server, new InetSocketAddress(address, server.port()), protocol);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure == null ? new IOException("no address found for " + server.host()) : failure;
    }

    private Peer connect(ServerAddress server, InetSocketAddress address, Supplier<List<ChannelHandler>> protocol)
            throws IOException, InterruptedException {
        var wire = new WireCount();
        var ending = new PeerEnding(server, wire);
        ChannelFuture connecting = loops.connect(
                new Bootstrap()
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.ALLOW_HALF_CLOSURE, true) // so that PeerEnding sees the socket at its end
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_SECONDS * 1000)
                        .handler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(wire);
                                server.tls()
                                        .ifPresent(tls -> channel.pipeline()
                                                .addLast(
                                                        tls.newHandler(channel.alloc(), server.host(), server.port())));
                                channel.pipeline()
                                        .addLast(protocol.get().toArray(ChannelHandler[]::new))
                                        .addLast(ending);
                            }
                        }),
                address);
        Channel channel = connecting.channel();
        try {
            if (!connecting.await(CONNECT_SECONDS + 1, TimeUnit.SECONDS) || !connecting.isSuccess()) {
                throw ending.failure("cannot connect to %s".formatted(server), connecting.cause());
            }
            shakeHands(server, channel.pipeline().get(SslHandler.class), ending);
            return new Peer(channel, wire, ending);
        } catch (IOException | InterruptedException e) {
            channel.close();
            throw e;
        }
    }

    private static void shakeHands(ServerAddress server, @Nullable SslHandler tls, PeerEnding ending)
            throws IOException, InterruptedException {
        if (tls == null) {
            return;
        }
        tls.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        var shaking = tls.handshakeFuture();
        if (!shaking.await(HANDSHAKE_SECONDS + 1, TimeUnit.SECONDS) || !shaking.isSuccess()) {
            throw ending.failure("no TLS with %s".formatted(server), shaking.cause());
        }
    }
}
