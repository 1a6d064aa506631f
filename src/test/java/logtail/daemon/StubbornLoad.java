package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;

/**
 * Senders over HTTP, syslog TCP and syslog UDP that go on whatever the daemon answers. Each numbers its lines and sends
 * none of them twice, so of a request that was refused all, some or no lines may be kept, but once and in order.
 */
final class StubbornLoad {
    /** Lines in a request and in a write. */
    static final int BATCH = 50;

    private static final long PAUSE_NS = 1_000_000; // so that the space freed lasts for the rest of the test
    private static final int DATAGRAMS = 10; // a pause; more than the kernel holds while the disk is full

    /** What one sender did. */
    static final class Stream {
        final String app;
        /** Lines handed to the socket. */
        final AtomicInteger sent = new AtomicInteger();
        /** The first lines of the requests that the daemon has answered for, in order. */
        final List<Integer> acknowledged = new ArrayList<>();

        private Stream(String app) {
            this.app = app;
        }
    }

    /** Refused requests, in the order of the answers. */
    final Queue<HttpSocket.Response> refusals = new ConcurrentLinkedQueue<>();

    private final Semaphore acknowledgements = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean isStopping;

    private interface Sending {
        void run() throws IOException;
    }

    static String line(String app, int number) {
        return Load.line(app, number);
    }

    Stream http(String app, InetSocketAddress address) {
        var stream = new Stream(app);
        start(app, () -> {
            while (!isStopping) {
                try (var http = HttpSocket.open(address)) {
                    postUntilRefused(http, stream);
                }
            }
        });
        return stream;
    }

    Stream tcp(String app, InetSocketAddress address) {
        var stream = new Stream(app);
        start(app, () -> {
            try (var socket = new Socket(address.getAddress(), address.getPort())) {
                while (!isStopping) {
                    int first = stream.sent.getAndAdd(BATCH);
                    var frames = new StringBuilder();
                    for (int i = 0; i < BATCH; i++) {
                        frames.append(syslog(app, first + i)).append('\n');
                    }
                    socket.getOutputStream().write(frames.toString().getBytes(UTF_8));
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        });
        return stream;
    }

    Stream udp(String app, InetSocketAddress address) {
        var stream = new Stream(app);
        start(app, () -> {
            try (var socket = new DatagramSocket()) {
                while (!isStopping) {
                    for (int i = 0; i < DATAGRAMS; i++) {
                        byte[] message = syslog(app, stream.sent.get()).getBytes(UTF_8);
                        socket.send(new DatagramPacket(message, message.length, address));
                        stream.sent.incrementAndGet();
                    }
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        });
        return stream;
    }

    /** Waits for {@code count} acknowledgements of requests that are given from now on. */
    boolean awaitAcknowledgements(int count) throws InterruptedException {
        acknowledgements.drainPermits();
        return acknowledgements.tryAcquire(count, 20, TimeUnit.SECONDS);
    }

    /** Ends every sender after what it is at. */
    void stop() throws InterruptedException {
        isStopping = true;
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofSeconds(20))) {
                throw new IllegalStateException(thread.getName() + " does not end");
            }
        }
        for (Throwable failure : failures) {
            throw new IllegalStateException(failure);
        }
    }

    private void start(String name, Sending sending) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                sending.run();
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        }));
    }

    private void postUntilRefused(HttpSocket http, Stream stream) throws IOException {
        while (!isStopping) {
            int first = stream.sent.getAndAdd(BATCH);
            var body = new StringBuilder();
            for (int i = 0; i < BATCH; i++) {
                body.append(line(stream.app, first + i)).append('\n');
            }
            var response = http.post("/logs?app=" + stream.app, body.toString().getBytes(UTF_8));
            LockSupport.parkNanos(PAUSE_NS);
            if (response.status() != 204) {
                refusals.add(response);
                return;
            }
            stream.acknowledged.add(first);
            acknowledgements.release();
        }
    }

    private static String syslog(String app, int number) {
        return "<13>1 - - %s - - - %s".formatted(app, line(app, number));
    }
}
