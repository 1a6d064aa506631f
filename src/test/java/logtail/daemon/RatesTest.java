package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Senders that come faster than {@code LOGTAIL_RATE} has it. */
@Timeout(60)
@Tag("slow")
class RatesTest {
    @TempDir
    Path data;

    @Test
    void tellsARequestToComeAgain() throws IOException, InterruptedException {
        try (var daemon = start("app=web:1/m burst 2");
                var client = HttpClient.newHttpClient()) {
            var uri = URI.create(
                    "http://127.0.0.1:%d/logs?app=web".formatted(daemon.http().getPort()));
            var post = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("one\ntwo\nthree\n"));
            assertThat(client.send(post.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(204);
            var refused = client.send(post.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 120L);
            assertThat(refused.body()).contains("app=web:1/m burst 2");
            assertThat(daemon.awaitMessages(3)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void doesNotReadAConnectionUntilThereIsRoomAndLosesNothing() throws IOException {
        try (var daemon = start("app=unknown:200/s burst 100")) {
            var lines = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                lines.append("line ").append(i).append('\n');
            }
            long beganNs = System.nanoTime();
            daemon.send("lines-tcp", lines.toString().getBytes(UTF_8));
            daemon.await(300); // a read is charged as a whole, so it must be over before the next begins
            InetSocketAddress address = daemon.address("lines-tcp");
            try (var second =
                    new Socket(address.getAddress(), address.getPort())) { // open: one that ends is not held up
                second.getOutputStream().write(lines.toString().getBytes(UTF_8));
                assertThat(daemon.awaitMessages(600)).hasSize(600);
            }
            assertThat(System.nanoTime() - beganNs).isGreaterThan(900_000_000L); // the second had to wait for the first
        }
    }

    @Test
    void countsDatagramsThatItDrops() throws IOException {
        try (var daemon = start("app=web:1/m burst 3");
                var socket = new DatagramSocket()) {
            for (int i = 0; i < 10; i++) {
                byte[] bytes = ("<13>1 - h web - - - line " + i).getBytes(UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, daemon.address("syslog-udp")));
            }
            assertThat(daemon.awaitMessages(3)).containsExactly("line 0", "line 1", "line 2");
        }
        try (var daemon = start("app=web:1/m burst 3")) { // told at the stop at the latest
            assertThat(daemon.await(4).getLast().message())
                    .isEqualTo(
                            "dropped 7 lines of app web, as they came faster than LOGTAIL_RATE has it: app=web:1/m burst 3");
            assertThat(daemon.await(4).getLast().members())
                    .containsEntry("app", "web")
                    .containsEntry("process", "logtail");
        }
    }

    @Test
    void doesNotReadStandardInputUntilThereIsRoom() throws IOException {
        try (var daemon = start("app=stdin:200/s burst 100")) {
            byte[] lines = "line\n".repeat(300).getBytes(UTF_8);
            long beganNs = System.nanoTime();
            daemon.read(
                    new SequenceInputStream(new ByteArrayInputStream(lines), new ByteArrayInputStream(lines)),
                    Optional.empty());
            assertThat(daemon.awaitMessages(600)).hasSize(600);
            assertThat(System.nanoTime() - beganNs)
                    .isGreaterThan(900_000_000L); // 200 lines over the burst take a second
            assertThat(Metrics.value(
                            daemon, "logtail_rate_limited_total{action=\"paused\",rule=\"app=stdin:200/s burst 100\"}"))
                    .isEqualTo(2); // behind each read
        }
    }

    private RunningDaemon start(String rules) {
        return RunningDaemon.start(data, Map.of("LOGTAIL_RATE", rules));
    }
}
