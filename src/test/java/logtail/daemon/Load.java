package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import logtail.web.HttpSocket;

/**
 * Senders that talk to one daemon until it dies. Each has an HTTP connection of its own and one of syslog over TCP, and
 * numbers its lines on either, so that every line ever sent is known by its sender and number alone.
 */
final class Load {
    private static final int SENDERS = 4;
    private static final int MOST_REQUESTS = 1_000_000; // a daemon that does not die ends the test by its deadline
    private static final int BULK_LINES = 64;
    private static final String FILLER = "abcdefghijklmnopqrstuvwxyz".repeat(640);

    /** What one sender did on one of its connections, by app. */
    static final class Stream {
        /** Lines handed to the socket, the last of them perhaps in part. */
        final AtomicInteger sent = new AtomicInteger();
        /** Lines that the daemon has answered for. */
        final AtomicInteger acknowledged = new AtomicInteger();
    }

    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Semaphore acknowledgements = new Semaphore(0);
    private final List<Thread> senders = new ArrayList<>();

    /**
     * The line with this number of the stream of {@code app}, always the same: of any length to 1,000 bytes, or about
     * 16,000 bytes in a {@code bulk-} stream.
     */
    static String line(String app, int number) {
        if (app.startsWith("bulk-")) {
            return app + " " + number + " " + FILLER;
        }
        int length = Math.floorMod((app + number).hashCode(), 10) == 0 ? 1000 : Math.floorMod(number * 31, 100);
        return app + " " + number + " " + FILLER.substring(0, length);
    }

    /** All streams so far, by app. */
    Map<String, Stream> streams() {
        return streams;
    }

    /** Starts as many senders as there usually are, whose names begin with {@code round}. */
    void start(String round, DaemonProcess daemon, Random random) throws InterruptedException {
        InetSocketAddress http = daemon.address("http");
        InetSocketAddress syslog = daemon.address("syslog-tcp");
        for (int i = 0; i < SENDERS; i++) {
            String name = round + "-" + i;
            var choices = new Random(random.nextLong());
            start(name, () -> send(name, http, syslog, choices));
        }
    }

    /** Starts one sender that posts a MiB at a time, so that files become full. */
    void startBulk(String round, DaemonProcess daemon) throws InterruptedException {
        InetSocketAddress http = daemon.address("http");
        start(round, () -> sendBulk("bulk-" + round, http));
    }

    /** Waits until all senders have ended, as their daemon has. */
    void join() throws InterruptedException {
        for (Thread sender : senders) {
            assertThat(sender.join(Duration.ofSeconds(30))).isTrue();
        }
        senders.clear();
    }

    /** Waits until {@code count} more requests have been acknowledged. */
    boolean awaitAcknowledgements(int count) throws InterruptedException {
        return acknowledgements.tryAcquire(count, 60, TimeUnit.SECONDS);
    }

    /** How many lines the daemon has answered for. */
    int acknowledged() {
        return streams.values().stream()
                .mapToInt(stream -> stream.acknowledged.get())
                .sum();
    }

    /** All that was acknowledged is shown, but for the oldest events when the first id says that retention was there. */
    void expectKept(List<Shown> shown, String hint) {
        expectDense(shown, hint);
        expectStreams(shown, shown.getFirst().id() > 1, hint);
    }

    /** Ids without a hole. */
    static void expectDense(List<Shown> shown, String hint) {
        assertThat(shown).as(hint).isNotEmpty();
        long first = shown.getFirst().id();
        List<Long> dense = LongStream.range(first, first + shown.size()).boxed().toList();
        assertThat(shown.stream().map(Shown::id).toList()).as(hint).isEqualTo(dense);
    }

    /** Of every stream lines without a hole, once each, up to the last acknowledged one at least, and nothing else. */
    void expectStreams(List<Shown> shown, boolean isRetired, String hint) {
        Map<String, List<String>> byApp = shown.stream()
                .filter(event -> !event.app().equals("logtail"))
                .collect(groupingBy(Shown::app, mapping(Shown::message, toList())));
        assertThat(streams.keySet()).as(hint).containsAll(byApp.keySet());
        streams.forEach((app, stream) ->
                expectKept(app, stream, byApp.getOrDefault(app, List.of()), isRetired, app + ", " + hint));
    }

    private static void expectKept(String app, Stream stream, List<String> kept, boolean isRetired, String hint) {
        int first =
                isRetired && !kept.isEmpty() ? Integer.parseInt(kept.getFirst().split(" ", 3)[1]) : 0;
        assertThat(first + kept.size()).as(hint).isBetween(stream.acknowledged.get(), stream.sent.get());
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).as(hint).isEqualTo(line(app, first + i));
        }
    }

    private void start(String name, Sending sending) {
        senders.add(Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                sending.run();
            } catch (IOException e) {
                // the daemon is gone: what it has not answered for may be there or not
            }
        }));
    }

    private void send(String name, InetSocketAddress httpAddress, InetSocketAddress syslogAddress, Random random)
            throws IOException {
        try (var http = HttpSocket.open(httpAddress);
                var syslog = new Socket(syslogAddress.getAddress(), syslogAddress.getPort())) {
            for (int left = MOST_REQUESTS; left > 0; left--) {
                post(http, "http-" + name, 1 + random.nextInt(20));
                syslog(syslog, "tcp-" + name, 1 + random.nextInt(20), random);
            }
        }
    }

    private void sendBulk(String app, InetSocketAddress address) throws IOException {
        try (var http = HttpSocket.open(address)) {
            for (int left = MOST_REQUESTS; left > 0; left--) {
                post(http, app, BULK_LINES);
            }
        }
    }

    private void post(HttpSocket http, String app, int lines) throws IOException {
        Stream stream = stream(app);
        int first = stream.sent.getAndAdd(lines);
        var body = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            body.append(line(app, first + i)).append('\n');
        }
        int status =
                http.post("/logs?app=" + app, body.toString().getBytes(UTF_8)).status();
        if (status / 100 != 2) {
            throw new IOException("status " + status);
        }
        stream.acknowledged.addAndGet(lines);
        acknowledgements.release();
    }

    private void syslog(Socket socket, String app, int lines, Random random) throws IOException {
        int first = stream(app).sent.getAndAdd(lines);
        var frames = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            String message = "<13>1 - - %s - - - %s".formatted(app, line(app, first + i));
            frames.append(random.nextBoolean() ? message.length() + " " + message : message + "\n");
        }
        socket.getOutputStream().write(frames.toString().getBytes(UTF_8));
    }

    private Stream stream(String app) {
        return streams.computeIfAbsent(app, unused -> new Stream());
    }

    /** Sends until the daemon is gone. */
    @FunctionalInterface
    private interface Sending {
        void run() throws IOException;
    }
}
