package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An HTTP receiver that will not take some events, and later does. */
@Timeout(60)
class DeadLettersTest {
    @TempDir
    private Path data;

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private HttpServer receiver;
    private volatile String refused = "poison";

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @Test
    void areKeptWithTheReasonAndSentAgainWhenAsked() throws IOException {
        String url = "in=http://127.0.0.1:%d/in".formatted(receiver.getAddress().getPort());
        try (var daemon = RunningDaemon.start(data, Map.of("LOGTAIL_DRAINS", url + "#filter=app=web"))) {
            String lines = String.join(
                    "\n",
                    IntStream.range(0, 500)
                            .mapToObj(i -> i == 123 || i == 400 ? "poison " + i : "line " + i)
                            .toList());
            assertThat(HttpSocket.post(daemon.http(), "/logs?app=web", lines).status())
                    .isEqualTo(204);
            await(() -> taken.size() == 498);
            assertThat(taken).noneMatch(line -> line.contains("poison"));
            await(() -> dead(daemon).size() == 2);
            assertThat(dead(daemon).getFirst()).contains("poison 123", "\"reason\":\"", "422", "no poison here");
            assertThat(HttpSocket.get(daemon.http(), "/drains/in").text())
                    .contains("\"dead_letters\":2", "\"state\":\"running\"", "\"sent\":498");

            assertThat(post(daemon, "/drains/in/dead-letters/replay"))
                    .contains("\"ok\":false", "0 of 2", "no poison here");
            refused = "nothing";
            assertThat(post(daemon, "/drains/in/dead-letters/replay")).contains("\"ok\":true", "2 of 2");
            assertThat(dead(daemon)).isEmpty();
            assertThat(taken).hasSize(500).anyMatch(line -> line.contains("poison 400"));
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean isGood = !body.contains(refused);
        if (isGood) {
            taken.addAll(body.lines().toList());
        }
        byte[] answer = (isGood ? "" : "no poison here").getBytes(UTF_8);
        exchange.sendResponseHeaders(isGood ? 204 : 422, isGood ? -1 : answer.length);
        if (!isGood) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static List<String> dead(RunningDaemon daemon) {
        try {
            return HttpSocket.get(daemon.http(), "/drains/in/dead-letters").lines();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String post(RunningDaemon daemon, String target) throws IOException {
        return HttpSocket.post(daemon.http(), target, "").text();
    }

    private static void await(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(5_000_000);
        }
    }
}
