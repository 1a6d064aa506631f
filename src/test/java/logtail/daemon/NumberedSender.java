package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;

/**
 * Sends the numbered lines of an app one after the other, none of them twice, whatever the node answers. Lines that were not
 * acknowledged may be kept or not.
 */
final class NumberedSender {
    private static final long PAUSE_NS = 20_000_000;
    private static final long LINE_NS = 5_000_000; // between lines over TCP
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String app;
    private final InetSocketAddress node;
    private final Thread thread;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final BitSet acknowledged = new BitSet(); // the thread's, until it ends, like the next
    private long acknowledgedNs = System.nanoTime();
    private long stallNs;
    private volatile boolean isStopping;
    private volatile boolean isGivenUp;
    private volatile @Nullable Throwable failure;

    private interface Sending {
        void run() throws IOException;
    }

    private NumberedSender(String app, InetSocketAddress node, boolean isHttp) {
        this.app = app;
        this.node = node;
        Sending sending = isHttp ? this::postAll : this::writeAll;
        thread = Thread.ofPlatform().daemon().name(app).start(() -> {
            try {
                sending.run();
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        });
    }

    /** A line in each request. */
    static NumberedSender http(String app, InetSocketAddress node) {
        return new NumberedSender(app, node, true);
    }

    /** All over one connection of syslog; as that tells of no acknowledgements, all count as acknowledged. */
    static NumberedSender tcp(String app, InetSocketAddress node) {
        return new NumberedSender(app, node, false);
    }

    String app() {
        return app;
    }

    static String line(int number) {
        return "line " + number;
    }

    static int number(String line) {
        return Integer.parseInt(line.substring("line ".length()));
    }

    /** How many lines have been acknowledged so far. */
    int answered() {
        return answered.get();
    }

    /** Waits for so many acknowledgements from now on. */
    void awaitAcknowledgements(int more) {
        int enough = answered.get() + more;
        Awaited.within(DEADLINE, app + " is acknowledged", () -> answered.get() >= enough || failure != null);
        checkSending();
    }

    /** Ends it as soon as a line is acknowledged that was sent from now on. */
    void stop() throws InterruptedException {
        isStopping = true;
        if (!thread.join(DEADLINE)) {
            throw new AssertionError(app + " is not acknowledged any more");
        }
        checkSending();
    }

    /** Ends it, whether or not anything is acknowledged. */
    void giveUp() throws InterruptedException {
        isGivenUp = true;
        stop();
    }

    private void checkSending() {
        if (failure != null) {
            throw new AssertionError(app + " cannot be sent", failure);
        }
    }

    /** How many lines were sent; ask when it is stopped, as for the next. */
    int sent() {
        return sent.get();
    }

    BitSet acknowledged() {
        return acknowledged;
    }

    /** The longest time between acknowledgements. */
    Duration stall() {
        return Duration.ofNanos(stallNs);
    }

    @Override
    public String toString() {
        return "%s: %d of %d lines acknowledged, stall %d ms"
                .formatted(app, answered.get(), sent.get(), stall().toMillis());
    }

    private void postAll() {
        boolean isOver = false;
        while (!isOver && !isGivenUp) {
            try (var http = HttpSocket.open(node)) {
                isOver = postUntilRefused(http);
            } catch (IOException e) {
                // unanswered, so it may be kept or not
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** Whether it is over. */
    private boolean postUntilRefused(HttpSocket http) throws IOException {
        while (true) {
            boolean isLast = isStopping;
            int number = sent.getAndIncrement();
            int status =
                    http.post("/logs?app=" + app, line(number).getBytes(UTF_8)).status();
            if (status != 204) {
                expectUnavailable(status);
                return false;
            }
            acknowledged(number);
            if (isLast) {
                return true;
            }
        }
    }

    private static void expectUnavailable(int status) {
        if (status != 503) {
            throw new IllegalStateException("status " + status);
        }
    }

    private void acknowledged(int number) {
        long nowNs = System.nanoTime();
        stallNs = Math.max(stallNs, nowNs - acknowledgedNs);
        acknowledgedNs = nowNs;
        acknowledged.set(number);
        answered.incrementAndGet();
    }

    private void writeAll() throws IOException {
        try (var socket = new Socket(node.getAddress(), node.getPort())) {
            while (!isStopping) {
                int number = sent.getAndIncrement();
                socket.getOutputStream()
                        .write("<13>1 - - %s - - - %s\n"
                                .formatted(app, line(number))
                                .getBytes(UTF_8));
                acknowledged(number);
                LockSupport.parkNanos(LINE_NS);
            }
        }
    }
}
