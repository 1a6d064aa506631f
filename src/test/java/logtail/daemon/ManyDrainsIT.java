package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import logtail.runtime.Deadline;
import logtail.runtime.Json;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As many drains as there may be, with the flags of {@code bin/logtail}, to a receiver that is slow and then dead. */
@Timeout(300)
class ManyDrainsIT {
    private static final int DRAINS = 64;
    private static final int POSTS = 6;
    private static final int LINES_PER_POST = 1000;
    private static final int AT_ONCE = 4; // bodies that the receiver reads

    @TempDir
    private Path data;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore answering = new Semaphore(AT_ONCE);
    private HttpServer receiver;
    private volatile boolean isDead;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), DRAINS);
        receiver.setExecutor(threads);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() {
        stopped.countDown();
        receiver.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx256m", "-Xmx128m"})
    void liveInTheShippedHeapAndStopTogetherInTime(String heap) throws Exception {
        try (var daemon = DaemonProcess.start(
                data,
                Map.of("LOGTAIL_DRAINS", drains()),
                "-XX:MaxDirectMemorySize=512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                heap)) {
            String lines = "%s%n".formatted("x".repeat(1000)).repeat(LINES_PER_POST);
            for (int i = 0; i < POSTS; i++) {
                assertThat(HttpSocket.post(daemon.address("http"), "/logs?app=web", lines)
                                .status())
                        .isEqualTo(204);
            }
            Deadline deadline = Deadline.in(Duration.ofMinutes(3));
            while (!isAllAccepted(daemon, POSTS * LINES_PER_POST)) {
                assertThat(deadline.isOver())
                        .as(() -> String.join("\n", daemon.log()))
                        .isFalse();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }

            isDead = true;
            var slow = new ArrayList<Socket>();
            for (int i = 0; i < DRAINS; i++) { // senders in the middle of a line
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        daemon.address("lines-tcp").getPort());
                socket.getOutputStream().write("half a li".getBytes(UTF_8));
                slow.add(socket);
            }
            HttpSocket.post(daemon.address("http"), "/logs?app=web", lines);
            long startNs = System.nanoTime();
            assertThat(daemon.terminate()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(10));
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private String drains() {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/#format=elasticsearch";
        return IntStream.range(0, DRAINS).mapToObj(i -> "d" + i + "=" + url).collect(Collectors.joining(" "));
    }

    private static boolean isAllAccepted(DaemonProcess daemon, long newest) throws Exception {
        String answer = HttpSocket.get(daemon.address("http"), "/drains").text();
        List<Json> drains = Json.read(answer).items();
        return drains.size() == DRAINS && drains.stream().allMatch(drain -> drain.number("accepted") >= newest);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            if (isDead) {
                stopped.await();
            }
            answering.acquire(); // the others wait with their batches in the daemon's memory
            try {
                body.transferTo(java.io.OutputStream.nullOutputStream());
            } finally {
                answering.release();
            }
            byte[] answer = "{\"errors\":false,\"items\":[]}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
