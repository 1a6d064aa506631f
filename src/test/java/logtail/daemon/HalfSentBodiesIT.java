package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon with the heap that {@code bin/logtail} gives it, and with half of that, when senders do not finish. */
@Tag("slow")
@Timeout(120)
class HalfSentBodiesIT {
    private static final int SENDERS = 90;
    private static final int BODY_BYTES = 4 << 20;
    private static final byte[] PIECE = "x".repeat(64 << 10).getBytes(US_ASCII);

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx256m", "-Xmx128m"})
    void livesThroughNinetyBodiesThatDoNotEndAndKeepsWhatOthersSend(String heap) throws Exception {
        String[] flags = {heap, "-XX:MaxDirectMemorySize=512m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC"};
        try (var daemon = DaemonProcess.start(data, Map.of("LOGTAIL_BODY_TIMEOUT", "8s"), flags);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            InetSocketAddress http = daemon.address("http");
            List<Future<Integer>> halfSent = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                String key = "key-" + i;
                halfSent.add(threads.submit(() -> sendAllButTheLast(http, key)));
            }
            int honest = 0;
            do {
                String line = "honest " + honest++;
                assertThat(HttpSocket.post(http, "/logs", line).status()).isEqualTo(204);
            } while (!halfSent.stream().allMatch(Future::isDone));

            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : halfSent) {
                answers.add(answer.get());
            }
            assertThat(answers).containsOnly(503, 408).contains(503, 408);
            assertThat(HttpSocket.post(http, "/logs", "late", "Idempotency-Key: late")
                            .status())
                    .isEqualTo(204);
            assertThat(Shown.all(http))
                    .extracting(Shown::message)
                    .containsAll(IntStream.range(0, honest)
                            .mapToObj(i -> "honest " + i)
                            .toList())
                    .contains("late")
                    .noneMatch(message -> message.startsWith("xx"));
            assertThat(daemon.terminate()).isZero();
        }
    }

    /** Stops when it is answered, as clients do; gives the status. */
    private static int sendAllButTheLast(InetSocketAddress http, String key) throws IOException {
        try (var sender = HttpSocket.open(http)) {
            sender.send(HttpSocket.head("POST", "/logs", "Idempotency-Key: " + key, "Content-Length: " + BODY_BYTES));
            for (int sent = PIECE.length; sent < BODY_BYTES && !sender.hasAnswer(); sent += PIECE.length) {
                sender.send(PIECE);
            }
            return sender.receive().status();
        }
    }
}
