package logtail.bench.hostile;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Connections of somebody else: from other loopback addresses than those of honest clients. What fails is what was wanted. */
final class Stranger {
    private static final int ADDRESSES = 8;
    private static final int TIMEOUT_MS = 5_000;

    private final Map<String, Integer> ports;
    private final String token;
    private final RandomGenerator random;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();

    /** @param ports where the listeners are, by name */
    Stranger(Map<String, Integer> ports, String token, RandomGenerator random) {
        this.ports = ports;
        this.token = token;
        this.random = random;
    }

    /** A token that is right: of somebody who was let in and means harm. */
    String insider() {
        return token;
    }

    /** How many connections were begun. */
    int connections() {
        return connections.get();
    }

    /** How many of them ended with an error. */
    int cut() {
        return cut.get();
    }

    private InetSocketAddress at(String listener) {
        return new InetSocketAddress("127.0.0.1", ports.get(listener));
    }

    RandomGenerator random() {
        return random;
    }

    byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Something done on one connection. */
    interface Deed {
        void with(Socket socket) throws IOException, InterruptedException;
    }

    /** Does so on a connection to {@code listener}; whether it ended without an error. */
    boolean connect(String listener, Deed deed) {
        connections.incrementAndGet();
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress("127.0.0." + (2 + random.nextInt(ADDRESSES)), 0));
            socket.connect(at(listener), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            deed.with(socket);
            return true;
        } catch (IOException e) {
            cut.incrementAndGet();
            return false; // refused, closed, reset
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Does so on {@code count} connections, at most {@code atOnce} of them at a time. */
    void connectMany(String listener, int count, int atOnce, Deed deed) throws InterruptedException {
        var room = new Semaphore(atOnce);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                room.acquire();
                each.submit(() -> {
                    try {
                        connect(listener, deed);
                    } finally {
                        room.release();
                    }
                });
            }
        }
    }

    void datagram(byte[] bytes) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    bytes,
                    bytes.length,
                    InetAddress.getByName("127.0.0.1"),
                    at("syslog-udp").getPort()));
        }
    }

    /** The listeners that read a stream. */
    static List<String> streams() {
        return List.of("syslog-tcp", "lines-tcp", "relp", "syslog-tls", "http", "https");
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads until the other side closes, or nothing comes any more. */
    static void readAll(Socket socket) throws IOException {
        byte[] some = new byte[8192];
        while (socket.getInputStream().read(some) >= 0) {
            // whatever it says
        }
    }

    /** Waits for {@code most}, or until the other side closes. */
    static void hold(Socket socket, Duration most) throws IOException {
        socket.setSoTimeout((int) most.toMillis());
        readAll(socket);
    }
}
