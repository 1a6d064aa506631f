package logtail.ingest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import logtail.net.BindFailedException;
import logtail.net.EventLoops;

/**
 * Receives lines on a UDP port, such as syslog (RFC 5426): one datagram is one message. While the ring is full it does
 * not read the socket, and the kernel buffers what fits; datagrams that the kernel drops are counted and logged, at
 * most once a second.
 */
public final class DatagramListener implements AutoCloseable {
    static final int MAX_DATAGRAM_BYTES = 64 * 1024;
    private static final int KERNEL_BUFFER_BYTES = 4 << 20;
    private static final int DRAIN_SECONDS = 2;

    private final Channel channel;
    private final CompletableFuture<DatagramHandler> handler = new CompletableFuture<>();

    private DatagramListener(EventLoops loops, InetSocketAddress bind, Intake intake, int kernelBufferBytes) {
        channel = loops.bind(
                new Bootstrap()
                        .option(ChannelOption.SO_RCVBUF, kernelBufferBytes)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                        .handler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel socket) {
                                var made = new DatagramHandler(intake, new ReceiveQueue(socket));
                                socket.pipeline().addLast(made);
                                handler.complete(made);
                            }
                        }),
                bind);
    }

    /**
     * Binds the port and starts receiving.
     *
     * @throws BindFailedException when the address cannot be bound
     */
    public static DatagramListener start(EventLoops loops, InetSocketAddress bind, Intake intake) {
        return start(loops, bind, intake, KERNEL_BUFFER_BYTES);
    }

    static DatagramListener start(EventLoops loops, InetSocketAddress bind, Intake intake, int kernelBufferBytes) {
        return new DatagramListener(loops, bind, intake, kernelBufferBytes);
    }

    /** The bound address, with the actual port when port 0 was configured. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Reads what the kernel has received already, as far as the ring has room within two seconds, and closes. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        Promise<Void> taken = channel.eventLoop().newPromise();
        channel.eventLoop().execute(() -> handler.join().takeRest(taken));
        taken.awaitUninterruptibly(DRAIN_SECONDS, TimeUnit.SECONDS);
        channel.close().awaitUninterruptibly();
    }
}
