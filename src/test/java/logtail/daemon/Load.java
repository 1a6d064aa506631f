package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import logtail.web.HttpSocket;

/**
 * Senders that talk to one daemon until it dies. Each has an HTTP connection of its own and one of syslog over TCP, and
 * numbers its lines on either, so that every line ever sent is known by its sender and number alone.
 */
final class Load {
    private static final String FILLER = "abcdefghijklmnopqrstuvwxyz".repeat(40);

    /** What one sender did on one of its connections, by app. */
    static final class Stream {
        /** Lines handed to the socket, the last of them perhaps in part. */
        final AtomicInteger sent = new AtomicInteger();
        /** Lines that the daemon has answered for. */
        final AtomicInteger acknowledged = new AtomicInteger();
    }

    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Semaphore acknowledgements = new Semaphore(0);
    private final AtomicBoolean isStopping = new AtomicBoolean();

    /** The line with this number of the stream of {@code app}: of any length to 1,000 bytes, and always the same. */
    static String line(String app, int number) {
        int length = Math.floorMod((app + number).hashCode(), 10) == 0 ? 1000 : Math.floorMod(number * 31, 100);
        return app + " " + number + " " + FILLER.substring(0, length);
    }

    /** All streams so far, by app. */
    Map<String, Stream> streams() {
        return streams;
    }

    /** Starts one sender. */
    Thread start(String name, InetSocketAddress http, InetSocketAddress syslog, long seed) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                send(name, http, syslog, new Random(seed));
            } catch (IOException e) {
                // the daemon is gone: what it has not answered for may be there or not
            }
        });
    }

    /** Waits until {@code count} more requests have been acknowledged. */
    boolean awaitAcknowledgements(int count) throws InterruptedException {
        return acknowledgements.tryAcquire(count, 60, TimeUnit.SECONDS);
    }

    /** Lets every sender end after its next request. */
    void stop() {
        isStopping.set(true);
    }

    private void send(String name, InetSocketAddress httpAddress, InetSocketAddress syslogAddress, Random random)
            throws IOException {
        try (var http = HttpSocket.open(httpAddress);
                var syslog = new Socket(syslogAddress.getAddress(), syslogAddress.getPort())) {
            while (!isStopping.get()) {
                post(http, "http-" + name, 1 + random.nextInt(20));
                syslog(syslog, "tcp-" + name, 1 + random.nextInt(20), random);
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
}
