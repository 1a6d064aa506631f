package logtail.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;

/**
 * The threads {@code net-1-N} that serve all sockets, and {@code udp-N-1} for those of datagrams, which the kernel drops when
 * nobody reads them soon; uses epoll where available, else NIO.
 */
public final class EventLoops implements DeadlineCloseable {
    private static final int MAX_LOOPS = 8;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int DEAD_AFTER_SECONDS = 60;

    private final boolean hasEpoll;
    private final EventLoopGroup streams;
    private final EventLoopGroup datagrams;

    /** Starts the threads with their first sockets. */
    public EventLoops() {
        this(Epoll.isAvailable());
    }

    EventLoops(boolean hasEpoll) {
        this.hasEpoll = hasEpoll;
        streams = group("net", Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        datagrams = group("udp", 1);
    }

    /**
     * Opens a listening socket.
     *
     * @throws BindFailedException when the address cannot be bound
     */
    public Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) {
        bootstrap.group(streams).channel(hasEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
        return bound(bootstrap.bind(address), address);
    }

    /**
     * Opens a listening Unix socket.
     *
     * @throws BindFailedException when the path cannot be bound
     */
    public Channel bind(ServerBootstrap bootstrap, UnixDomainSocketAddress address) {
        SocketAddress local =
                hasEpoll ? new DomainSocketAddress(address.getPath().toFile()) : address;
        bootstrap
                .group(streams)
                .channel(hasEpoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class);
        return bound(bootstrap.bind(local), address);
    }

    /**
     * Opens a datagram socket. Its event loop serves no streams, so it may sleep for a moment.
     *
     * @throws BindFailedException when the address cannot be had
     */
    public Channel bind(Bootstrap bootstrap, InetSocketAddress address) {
        bootstrap.group(datagrams).channel(hasEpoll ? EpollDatagramChannel.class : NioDatagramChannel.class);
        return bound(bootstrap.bind(address), address);
    }

    /** Starts connecting. */
    public ChannelFuture connect(Bootstrap bootstrap, InetSocketAddress address) {
        bootstrap.group(streams).channel(hasEpoll ? EpollSocketChannel.class : NioSocketChannel.class);
        if (hasEpoll) {
            bootstrap
                    .option(EpollChannelOption.TCP_USER_TIMEOUT, DEAD_AFTER_SECONDS * 1000)
                    .option(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS)
                    .option(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_SECONDS)
                    .option(EpollChannelOption.TCP_KEEPCNT, DEAD_AFTER_SECONDS / KEEP_ALIVE_SECONDS);
        }
        return bootstrap.option(ChannelOption.SO_KEEPALIVE, true).connect(address);
    }

    /** Waits until every loop has run the tasks that were queued before this call, never longer than until {@code deadline}. */
    public void settle(Deadline deadline) {
        var tasks = new ArrayList<Future<?>>();
        streams.forEach(loop -> tasks.add(loop.submit(() -> {})));
        datagrams.forEach(loop -> tasks.add(loop.submit(() -> {})));
        tasks.forEach(task -> awaitUntil(task, deadline));
    }

    /** As {@link #close(Deadline)}, within five seconds. */
    @Override
    public void close() {
        close(Deadline.in(CLOSE_WITHIN));
    }

    /** Closes all sockets and ends the threads; a loop that is stuck is left behind at {@code deadline}, or after five seconds. */
    @Override
    public void close(Deadline deadline) {
        Deadline end = deadline.orWithin(CLOSE_WITHIN);
        var ending = List.of(shutdown(datagrams), shutdown(streams));
        ending.forEach(group -> awaitUntil(group, end));
    }

    private EventLoopGroup group(String name, int loops) {
        return new MultiThreadIoEventLoopGroup(
                loops,
                new DefaultThreadFactory(name, true),
                hasEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static Future<?> shutdown(EventLoopGroup group) {
        return group.shutdownGracefully(0, CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void awaitUntil(Future<?> future, Deadline deadline) {
        future.awaitUninterruptibly(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Channel bound(ChannelFuture binding, SocketAddress address) {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new BindFailedException(address, binding.cause());
        }
        return binding.channel();
    }
}
