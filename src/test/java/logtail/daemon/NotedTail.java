package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import logtail.cli.client.ShownPlace;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;

/**
 * A live tail that notes all that it is shown, on a thread of its own. When its connection ends it goes on behind that, as the
 * command line does, at the node that is right then.
 */
final class NotedTail implements AutoCloseable {
    private static final String EVENT = "{\"id\":\"";
    private static final String CURSOR = "{\"cursor\":\"";
    private static final long PAUSE_NS = 20_000_000;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final String query;
    private final Supplier<InetSocketAddress> node;
    private final ShownPlace place = new ShownPlace(); // the thread's
    private final ConcurrentLinkedQueue<Shown> shown = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean isOpen;
    private volatile boolean isClosed;
    private volatile @Nullable HttpSocket socket;
    private volatile @Nullable Throwable failure;

    private NotedTail(String query, Supplier<InetSocketAddress> node) {
        this.query = query;
        this.node = node;
    }

    /** Starts it and waits until it is open, so that it is shown what comes from now on. */
    static NotedTail start(String query, Supplier<InetSocketAddress> node) {
        var tail = new NotedTail(query, node);
        Thread.ofPlatform().daemon().name("tail").start(tail::run);
        Awaited.within(DEADLINE, "the tail is open", () -> tail.isOpen || tail.failure != null);
        tail.check();
        return tail;
    }

    /** What it was shown. */
    List<Shown> shown() {
        check();
        return List.copyOf(shown);
    }

    /** How often it was opened. */
    int connections() {
        return connections.get();
    }

    /** Waits until it is shown this line. */
    void await(String app, String message) {
        Awaited.within(
                DEADLINE,
                "a tail is shown %s of %s".formatted(message, app),
                () -> shown().stream()
                        .anyMatch(event ->
                                event.message().equals(message) && event.app().equals(app)));
    }

    private void check() {
        Throwable broken = failure;
        if (broken != null) {
            throw new AssertionError("a tail broke", broken);
        }
    }

    private void run() {
        try {
            while (!isClosed) {
                follow();
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void follow() {
        String from = place.isEmpty() ? "lines=0" : "after=" + place.cursor();
        try (var http = HttpSocket.open(node.get())) {
            socket = http;
            var head = http.send(HttpSocket.head("GET", "/tail?%s&%s".formatted(query, from)))
                    .receiveHead();
            if (head.status() == 503) {
                return;
            }
            if (head.status() != 200) {
                throw new AssertionError("status " + head.status());
            }
            connections.incrementAndGet();
            place.opened(head.header("logtail-journal"));
            var lines = new BufferedReader(new InputStreamReader(http.content(head), UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // the node is away
        }
    }

    private void take(String line) {
        if (line.startsWith(CURSOR)) {
            place.reach(line.substring(CURSOR.length(), line.length() - 2));
            isOpen = true;
        } else if (line.startsWith(EVENT)) {
            Shown event = Shown.of(line);
            place.moveTo(event.id());
            shown.add(event);
        } else if (!line.isEmpty()) {
            throw new AssertionError("told " + line);
        }
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        HttpSocket open = socket;
        if (open != null) {
            open.close();
        }
    }
}
