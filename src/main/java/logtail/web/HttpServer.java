package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.access.Gate;
import logtail.ingest.StreamIntake;
import logtail.net.BindFailedException;
import logtail.net.Entrance;
import logtail.net.Entrances;
import logtail.net.EventLoops;
import logtail.net.Manners;
import logtail.net.Wrapping;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;

/** The HTTP server, of versions 1 and 2: listens on its ports and dispatches requests to routes. */
public final class HttpServer implements DeadlineCloseable {
    /** The longest request line: a filter of the greatest length, each character encoded as three, and as much for the rest. */
    static final int MAX_LINE_BYTES = 16 * 1024;

    /** The longest header of a request. */
    static final int MAX_HEADER_BYTES = 8 * 1024;

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(7);
    private static final Duration FLUSH_WITHIN = Duration.ofSeconds(2);
    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark BACKLOG_OF_A_READER = new WriteBufferWaterMark(32 * 1024, 128 * 1024);
    private static final Manners MANNERS = new Manners(
            refusal("503 Service Unavailable", "Retry-After: 1\r\n", "too many connections\n"),
            refusal("400 Bad Request", "", "this port takes HTTPS: https:// instead of http://\n"),
            List.of("h2", "http/1.1"));

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final ChannelGroup multiplexed = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoops loops;
    private final HttpContext context;
    private final MeterRegistry metrics;
    private final Acceptor acceptor = new Acceptor();
    private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** A server that does not listen yet. */
    public HttpServer(EventLoops loops, HttpContext context, MeterRegistry metrics) {
        this.loops = loops;
        this.context = context;
        this.metrics = metrics;
    }

    /**
     * Starts listening on one port, with nothing around HTTP.
     *
     * @throws logtail.net.BindFailedException when the address cannot be bound
     */
    public InetSocketAddress listen(InetSocketAddress bind, List<String> names, Gate gate, List<Routes> features) {
        var port = new HttpPort("http", bind, Wrapping.NONE);
        return listen(List.of(port), new Entrances(Optional.empty(), metrics), names, gate, features)
                .getFirst();
    }

    /**
     * Starts listening; all ports serve the same.
     *
     * @param names names accepted as {@code Host}, in addition to those of the ports and names that public DNS cannot resolve
     * @param gate authenticates requests
     * @param features routes
     * @return the bound addresses of the ports, in their order
     * @throws logtail.net.BindFailedException when an address cannot be bound; it names the setting
     */
    public List<InetSocketAddress> listen(
            List<HttpPort> ports, Entrances entrances, List<String> names, Gate gate, List<Routes> features) {
        var ours = new ArrayList<>(names);
        ports.forEach(port -> ours.add(port.bind().getHostString()));
        var dispatcher = new Dispatcher(features, new Door(ours), gate, metrics);
        var protocols = new HttpProtocols(dispatcher, context, multiplexed);
        return ports.stream()
                .map(port ->
                        listen(port, entrances.of(port.name(), context.limits(), port.wrapping(), MANNERS), protocols))
                .toList();
    }

    private InetSocketAddress listen(HttpPort port, Entrance entrance, HttpProtocols protocols) {
        var bootstrap = new ServerBootstrap()
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, entrance.isTls()) // to answer with a close_notify
                .childOption(ChannelOption.SO_KEEPALIVE, true) // otherwise a silent tail never notices a dead peer
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG_OF_A_READER)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(StreamIntake.READ_BYTES).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        entrance.guard(channel.pipeline());
                        protocols.begin(channel.pipeline());
                    }
                });
        try {
            Channel server = loops.bind(bootstrap, port.bind());
            listening.add(server);
            return (InetSocketAddress) server.localAddress();
        } catch (BindFailedException e) {
            throw e.of(port.variable());
        }
    }

    /**
     * Closing it stops accepting connections; requests on open ones are still answered. Connections of HTTP/2 are told to begin
     * new requests elsewhere.
     */
    public DeadlineCloseable acceptor() {
        return acceptor;
    }

    /** As {@link #close(Deadline)}, within seven seconds. */
    @Override
    public void close() {
        close(Deadline.in(CLOSE_WITHIN));
    }

    /** Lets queued responses go out and closes every connection, by {@code deadline} or within seven seconds. */
    @Override
    public void close(Deadline deadline) {
        Deadline ours = deadline.orWithin(CLOSE_WITHIN);
        acceptor.close(ours);
        loops.settle(ours);
        awaitUntil(connections.close(), ours.orWithin(FLUSH_WITHIN));
    }

    private static String refusal(String status, String fields, String text) {
        return "HTTP/1.1 %s\r\n%sConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, fields, text.length(), text);
    }

    /** Call on the event loop of the connection, on which its handlers are exchanged. */
    private static void sayGoAway(Channel connection) {
        connection.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
    }

    private static void awaitUntil(Future<?> future, Deadline deadline) {
        future.awaitUninterruptibly(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    }

    private final class Acceptor implements DeadlineCloseable {
        @Override
        public void close() {
            close(Deadline.in(CLOSE_WITHIN));
        }

        @Override
        public void close(Deadline deadline) {
            awaitUntil(listening.close(), deadline.orWithin(CLOSE_WITHIN));
            multiplexed.forEach(channel -> channel.eventLoop().execute(() -> sayGoAway(channel)));
        }
    }
}
