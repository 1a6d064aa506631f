package logtail.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client connection with blocking calls. One thread at a time. */
public final class Peer implements AutoCloseable {
    /** How long a server may read nothing before the connection counts as dead. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Channel channel;
    private final WireCount wire;
    private final PeerEnding ending;

    Peer(Channel channel, WireCount wire, PeerEnding ending) {
        this.channel = channel;
        this.wire = wire;
        this.ending = ending;
    }

    /**
     * Sends bytes; blocks until the kernel has accepted all of them, which a slow server delays.
     *
     * @throws IOException when the connection broke or made no progress for {@link #PATIENCE}
     */
    public void write(byte[] bytes, int from, int length) throws IOException, InterruptedException {
        ChannelFuture writing = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes, from, length));
        if (!writing.await(PATIENCE.toMillis())) {
            close();
            throw ending.failure("%s has not read for %d s".formatted(ending.server(), PATIENCE.toSeconds()), null);
        }
        if (!writing.isSuccess()) {
            throw ended(writing.cause());
        }
    }

    /** Number of bytes sent so far, TLS overhead included. */
    public long sentBytes() {
        return wire.bytes();
    }

    /**
     * How many of the sent bytes the server's TCP has acknowledged; all of them once it has closed the connection cleanly.
     * Call only between writes.
     *
     * @throws IOException when the connection broke
     */
    public long acknowledgedBytes() throws IOException, InterruptedException {
        if (!channel.isActive()) {
            throw ended(null);
        }
        if (!(channel instanceof EpollSocketChannel socket)) {
            return sentBytes(); // no better answer without SIOCOUTQ
        }
        Future<Integer> left = channel.eventLoop()
                .submit(() -> socket.isOpen() ? OutQueue.bytes(socket.fd().intValue()) : -1);
        left.await();
        int bytes = left.isSuccess() ? left.getNow() : -1;
        if (bytes < 0) {
            throw ended(left.cause());
        }
        return sentBytes() - bytes;
    }

    /** Whether the connection is open in both directions. */
    public boolean isOpen() {
        return channel.isActive() && !ending.hasEnded();
    }

    /**
     * Whether the server closed it cleanly (FIN, not RST): then it has read everything that reached it. Waits a moment for what may
     * follow FIN.
     */
    public boolean isEndedInOrder() throws InterruptedException {
        return !isOpen() && channel.closeFuture().await(CLOSING.toMillis()) && !ending.isBroken();
    }

    /**
     * How many of the sent bytes had been acknowledged when the server closed the connection; -1 when that is not known. It has read
     * them when it {@linkplain #isEndedInOrder closed it cleanly}.
     */
    public long reachedBytesAtEnd() {
        return ending.reachedBytes();
    }

    /** Closes our direction and waits for the server to close its own; true when it did so cleanly. */
    public boolean finish(Duration patience) throws InterruptedException {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        }
        boolean isClosed = channel.closeFuture().await(patience.toMillis(), TimeUnit.MILLISECONDS);
        return isClosed && !ending.isBroken();
    }

    /** The channel, for protocols with responses. */
    public Channel channel() {
        return channel;
    }

    /** Creates an exception that says why the connection ended. */
    public IOException ended(@Nullable Throwable cause) {
        return ending.failure("the connection to %s has ended".formatted(ending.server()), cause);
    }

    /** Closes at once; when it returns, no other thread reads the bytes passed to {@link #write}. May be called again. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly(CLOSING.toMillis());
    }
}
