package logtail.ingest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import logtail.net.BindFailedException;
import logtail.net.EventLoops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives lines on a UDP port, such as syslog (RFC 5426): one datagram is one message. Reads many datagrams with one system
 * call where there is epoll. While the ring is full it does not read the socket, and the kernel buffers what fits; datagrams
 * that the kernel drops are counted and logged, at most once a second.
 */
public final class DatagramListener implements AutoCloseable {
    static final int MAX_DATAGRAM_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(DatagramListener.class);
    private static final int KERNEL_BUFFER_BYTES = 32 << 20; // a second of 50,000 short datagrams a second
    private static final int DRAIN_SECONDS = 2;

    private final Channel channel;
    private final CompletableFuture<DatagramHandler> handler = new CompletableFuture<>();

    private DatagramListener(EventLoops loops, InetSocketAddress bind, Intake intake, int kernelBufferBytes) {
        channel = loops.bind(
                new Bootstrap().handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        var queue = new ReceiveQueue(socket);
                        tellBuffer(intake, queue.reserve(kernelBufferBytes), kernelBufferBytes);
                        useSlots(socket);
                        var made = new DatagramHandler(intake, queue, socket.eventLoop());
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

    private static void useSlots(Channel socket) {
        ChannelConfig config = socket.config();
        if (config.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DatagramSlots.SLOT_BYTES)) {
            var slots = new DatagramSlots(config.getAllocator());
            config.setRecvByteBufAllocator(slots);
            socket.closeFuture().addListener(closed -> slots.release());
        } else { // no epoll: a call and a buffer for each datagram
            config.setRecvByteBufAllocator(
                    new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES).maxMessagesPerRead(DatagramSlots.SLOTS));
        }
    }

    private static void tellBuffer(Intake intake, int bytes, int wantedBytes) {
        if (bytes < wantedBytes) {
            LOG.info(
                    "at=intake.buffer intake={} bytes={} wanted={} hint=\"net.core.rmem_max limits it, and bursts may be lost: sysctl -w net.core.rmem_max={}, or CAP_NET_ADMIN for the daemon\"",
                    intake.name(),
                    bytes,
                    wantedBytes,
                    wantedBytes);
        }
    }
}
