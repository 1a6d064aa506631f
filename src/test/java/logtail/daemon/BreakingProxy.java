package logtail.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Passes connections on to a server, and breaks one of them when told to, with bytes under way in both directions. */
final class BreakingProxy implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 60;

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE); // bytes until a connection breaks
    private final AtomicInteger broken = new AtomicInteger();
    private volatile @Nullable CountDownLatch told;

    private BreakingProxy(InetSocketAddress server) throws IOException {
        this.server = server;
    }

    static BreakingProxy start(InetSocketAddress server) throws IOException {
        var proxy = new BreakingProxy(server);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    int broken() {
        return broken.get();
    }

    /** Waits until it has passed on so many more bytes and broken the connection that they came over. */
    void breakAfterBytes(long bytes) throws InterruptedException {
        var latch = new CountDownLatch(1);
        told = latch;
        left.set(bytes);
        if (!latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection brought so many bytes");
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket behind = new Socket(server.getAddress(), server.getPort());
                Thread.ofVirtual().start(() -> pass(client, behind, true));
                Thread.ofVirtual().start(() -> pass(behind, client, false));
            } catch (IOException e) {
                // closed, or a server that is away
            }
        }
    }

    private void pass(Socket from, Socket to, boolean isCounted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[4096];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
                CountDownLatch latch = told;
                if (isCounted && left.addAndGet(-count) <= 0 && latch != null) {
                    told = null;
                    left.set(Long.MAX_VALUE);
                    broken.incrementAndGet();
                    latch.countDown();
                    return; // closes both
                }
            }
        } catch (IOException e) {
            // the other side was closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
