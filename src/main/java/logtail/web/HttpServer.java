package logtail.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import logtail.ingest.StreamIntake;
import logtail.net.EventLoops;
import org.jspecify.annotations.Nullable;

/** The HTTP port and what answers at which path. */
public final class HttpServer implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(75);
    private static final int DRAIN_SECONDS = 2;
    private static final int BACKLOG = 1024;
    private static final int MAX_INFLATED_BYTES = 2048 * PieceQueue.DEFLATED_BYTES; // deflate reaches half of that
    private static final WriteBufferWaterMark BACKLOG_OF_A_READER = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoops loops;
    private final Duration idle;
    private @Nullable Channel server;

    /** A server that does not listen yet. */
    public HttpServer(EventLoops loops) {
        this(loops, IDLE);
    }

    /** @param idle how long a connection may stay open without a request */
    HttpServer(EventLoops loops, Duration idle) {
        this.loops = loops;
        this.idle = idle;
    }

    /**
     * Begins to listen.
     *
     * @param endpoints by exact path, or, ending with a slash, by what all of their paths begin with
     * @return where, with the real port when it was bound to port 0
     * @throws logtail.net.BindFailedException when the address cannot be had
     */
    public InetSocketAddress listen(InetSocketAddress bind, Map<String, Endpoint> endpoints) {
        var bootstrap = new ServerBootstrap()
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true) // a silent tail would never notice that its peer is gone
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG_OF_A_READER)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(StreamIntake.READ_BYTES))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        var connection = new HttpConnection(endpoints);
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, idle.toMillis(), TimeUnit.MILLISECONDS))
                                .addLast(new HttpServerCodec(
                                        new HttpDecoderConfig().setMaxChunkSize(StreamIntake.READ_BYTES)))
                                .addLast(connection.pieces())
                                .addLast(new HttpContentDecompressor(MAX_INFLATED_BYTES))
                                .addLast(connection);
                    }
                });
        server = loops.bind(bootstrap, bind);
        return (InetSocketAddress) server.localAddress();
    }

    /** Stops accepting connections; those that are open are still answered. */
    public void stopAccepting() {
        if (server != null) {
            server.close().awaitUninterruptibly();
        }
    }

    /** Lets the answers that are there go out and closes every connection, within two seconds. */
    @Override
    public void close() {
        stopAccepting();
        loops.settle();
        connections.close().awaitUninterruptibly(DRAIN_SECONDS, TimeUnit.SECONDS);
    }
}
