package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A destination of drains over HTTP that takes everything unless told otherwise, remembers the order and knows no batch again. */
final class CountingReceiver implements AutoCloseable {
    private static final long POLL_NS = 10_000_000;

    private final HttpServer server;
    private final List<String> messages = new ArrayList<>(); // guarded by itself
    private volatile String refused = "";
    private final AtomicInteger largestBatch = new AtomicInteger();

    CountingReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** From now on refuses whatever has this message in it, for good. */
    void refuse(String message) {
        refused = message;
    }

    String url() {
        return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    }

    /** All messages so far, as they came. */
    List<String> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    int largestBatch() {
        return largestBatch.get();
    }

    /** Waits until so many different messages came. */
    void await(long different, int seconds) {
        long startNs = System.nanoTime();
        while (messages().stream().distinct().count() < different) {
            if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(seconds)) {
                throw new AssertionError("%d messages, %d of them different, instead of %d within %d s"
                        .formatted(
                                messages().size(),
                                messages().stream().distinct().count(),
                                different,
                                seconds));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> lines = new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> Shown.of(line).message())
                    .toList();
            if (lines.contains(refused)) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            synchronized (messages) {
                messages.addAll(lines);
            }
            largestBatch.accumulateAndGet(lines.size(), Math::max);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
