package logtail.ingest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import logtail.net.BindFailedException;
import logtail.net.Entrance;
import logtail.net.EventLoops;
import logtail.runtime.Deadline;

/** Receives lines on a TCP port, in the protocol of its intake's decoders. */
public final class StreamListener implements AutoCloseable {
    /** Tells the handlers of a connection to take no more than what the kernel has received already, and to end. */
    static final Object STOP = new Object();

    private static final int BACKLOG = 1024;

    private static final int DRAIN_SECONDS = 2;
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(1);

    private final EventLoops loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Set<Future<?>> unfinished = ConcurrentHashMap.newKeySet();
    private final Channel server;

    private StreamListener(
            EventLoops loops,
            SocketAddress bind,
            Entrance entrance,
            Intake intake,
            Function<Promise<Void>, ChannelHandler> handlers) {
        this.loops = loops;
        var bootstrap = new ServerBootstrap()
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, entrance.isTls()) // to answer with a close_notify
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, intake.readSizes())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        Promise<Void> done = channel.eventLoop().newPromise();
                        unfinished.add(done);
                        done.addListener(unfinished::remove);
                        entrance.guard(channel.pipeline());
                        channel.pipeline().addLast(handlers.apply(done));
                    }
                });
        server = bind instanceof UnixDomainSocketAddress path
                ? loops.bind(bootstrap, path)
                : loops.bind(bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true), (InetSocketAddress) bind);
    }

    /**
     * Binds the port and starts accepting. Silent connections are never closed, because closing one loses what a syslog
     * sender writes next.
     *
     * @param entrance what a connection passes before its lines are read
     * @throws BindFailedException when the address cannot be bound
     */
    public static StreamListener start(EventLoops loops, InetSocketAddress bind, Entrance entrance, Intake intake) {
        return start(loops, bind, entrance, intake, done -> new StreamHandler(intake, done));
    }

    /**
     * The same for another protocol, or on a Unix socket.
     *
     * @param handlers creates the handler of a connection, which completes the promise when it is through with it
     */
    static StreamListener start(
            EventLoops loops,
            SocketAddress bind,
            Entrance entrance,
            Intake intake,
            Function<Promise<Void>, ChannelHandler> handlers) {
        return new StreamListener(loops, bind, entrance, intake, handlers);
    }

    /** The bound address of a port, with the actual port when port 0 was configured. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Stops accepting, reads what the kernel has received already and closes, within six seconds. */
    @Override
    public void close() {
        loops.settle(Deadline.in(SETTLE_WITHIN)); // who has connected already is accepted,
        server.close().awaitUninterruptibly();
        loops.settle(Deadline.in(SETTLE_WITHIN)); // and is among the connections now
        for (Channel connection : connections) {
            connection.pipeline().fireUserEventTriggered(STOP);
        }
        connections.newCloseFuture().awaitUninterruptibly(DRAIN_SECONDS, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly();
        long deadlineNs =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS); // one deadline for all connections
        for (Future<?> done : unfinished) {
            done.awaitUninterruptibly(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
