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

/** A connection to a server, with the calls of a thread that may block. One thread at a time. */
public final class Peer implements AutoCloseable {
    /** As long may a server read nothing; then the connection counts as dead. */
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
     * Sends bytes and waits until the kernel has taken them all, which a server that reads slowly delays.
     *
     * @throws IOException when the connection is broken, or nothing went on for {@link #PATIENCE}
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

    /** All bytes that were sent so far, those of TLS included. */
    public long sentBytes() {
        return wire.bytes();
    }

    /**
     * How many of them have reached the server's machine, as TCP knows; all of them once it has ended the connection in good
     * order. Between writes alone.
     *
     * @throws IOException when the connection is broken
     */
    public long acknowledgedBytes() throws IOException, InterruptedException {
        if (!channel.isActive()) {
            throw ended(null);
        }
        if (!(channel instanceof EpollSocketChannel socket)) {
            return sentBytes(); // as far as we can know
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

    /** Whether it can still be used. */
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Whether the server ended it without breaking it off: it has read all that reached it. */
    public boolean isEndedInOrder() {
        return !channel.isActive() && !ending.isBroken();
    }

    /** Says that nothing more comes, and waits for the server to end the connection; true when it did in good order. */
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

    /** The channel, for protocols that answer. */
    public Channel channel() {
        return channel;
    }

    /** An exception that says that and why the connection has ended. */
    public IOException ended(@Nullable Throwable cause) {
        return ending.failure("the connection to %s has ended".formatted(ending.server()), cause);
    }

    /** At once, and so that nothing reads bytes any more that were to be sent. May be called again. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly(CLOSING.toMillis());
    }
}
