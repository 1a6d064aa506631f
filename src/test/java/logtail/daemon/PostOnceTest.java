package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /logs} with a key: however often it is sent, its lines are kept once. */
@Timeout(60)
class PostOnceTest {
    private static final String FRAMES = "25 <13>1 - h app web.1 - one25 <13>1 - h app web.1 - two";

    @TempDir
    private Path data;

    private RunningDaemon daemon;

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(data, Map.of("LOGTAIL_MAX_BODY", "1MiB"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void keepsTheLinesOfAKeyOnceAndSaysSo() throws IOException {
        expectFirst(post("one\ntwo", "Idempotency-Key: a"));
        expectReplay(post("one\ntwo", "Idempotency-Key: a"));
        expectFirst(post("one\ntwo", "Idempotency-Key: b"));
        expectFirst(HttpSocket.post(daemon.http(), "/logs?app=other", "one", "Idempotency-Key: a"));
        assertThat(messages()).containsExactly("one", "two", "one", "two", "one");
    }

    @Test
    void refusesAKeyThatComesAgainWithAnotherBody() throws IOException {
        expectFirst(post("one\ntwo", "Idempotency-Key: a"));
        for (String other : List.of("one\ntwO", "one", "one\ntwo\nthree")) {
            var answer = post(other, "Idempotency-Key: a");
            assertThat(answer.status()).as(other).isEqualTo(422);
            assertThat(answer.text()).contains("another body");
        }
        expectReplay(post("one\ntwo", "Idempotency-Key: a"));
        assertThat(messages()).containsExactly("one", "two");
    }

    @Test
    void showsNothingOfTheKey() throws IOException {
        post("one", "Idempotency-Key: secret");
        assertThat(Shown.all(daemon.http()).getFirst().members().toString()).doesNotContain("secret");
    }

    @Test
    void knowsTheKeysAfterARestart() throws IOException {
        String many = String.join("\n", lines(5_000)); // several blocks
        expectFirst(post(many, "Idempotency-Key: many"));
        expectFirst(post("one", "Idempotency-Key: a"));
        for (int start = 0; start < 3; start++) {
            daemon.close();
            start();
            expectReplay(post(many, "Idempotency-Key: many"));
            expectReplay(post("one", "Idempotency-Key: a"));
        }
        expectFirst(post("two", "Idempotency-Key: b"));
        assertThat(messages()).hasSize(5_002).startsWith("line 0").endsWith("line 4999", "one", "two");
    }

    @Test
    void knowsAProducerByItsLastSequenceAlsoAfterARestart() throws IOException {
        expectFirst(post("one", "Logtail-Producer: p:1"));
        expectFirst(post("two\nthree", "Logtail-Producer: p:2"));
        for (int start = 0; start < 2; start++) {
            expectReplay(post("one", "Logtail-Producer: p:1"));
            expectReplay(post("two\nthree", "Logtail-Producer: p:2"));
            daemon.close();
            start();
        }
        expectFirst(post("four", "Logtail-Producer: p:3"));
        expectFirst(post("one", "Logtail-Producer: q:1"));
        assertThat(messages()).containsExactly("one", "two", "three", "four", "one");
    }

    @Test
    void knowsWhatAnOlderShipperSentUnderItsKeyOnly() throws IOException {
        expectFirst(post("one", "Idempotency-Key: p-1"));
        expectReplay(post("one", "Idempotency-Key: p-1", "Logtail-Producer: p:1"));
        expectFirst(post("two", "Idempotency-Key: p-2", "Logtail-Producer: p:2"));
        expectReplay(post("one", "Idempotency-Key: p-1", "Logtail-Producer: p:1"));
        assertThat(messages()).containsExactly("one", "two");
    }

    @Test
    void refusesSequencesThatItCannotRead() throws IOException {
        for (String producer : List.of("p", "p:", ":1", "p:x", "p:-1", "a b:1", "p:1234567890123456789")) {
            var answer = post("one", "Logtail-Producer: " + producer);
            assertThat(answer.status()).as(producer).isEqualTo(400);
            assertThat(answer.text()).contains("Logtail-Producer", "ID:SEQUENCE");
        }
    }

    @Test
    void takesTheFrameIdOfLogplexAsAKey() throws IOException {
        String[] headers = {"Content-Type: application/logplex-1", "Logplex-Frame-Id: f1", "Logplex-Msg-Count: 2"};
        expectFirst(post(FRAMES, headers));
        expectReplay(post(FRAMES, headers));
        expectFirst(post("a text", "Logplex-Frame-Id: f1")); // means nothing there
        expectFirst(post("a text", "Logplex-Frame-Id: f1"));
        assertThat(messages()).hasSize(4);
    }

    @Test
    void inflatesABodyBeforeItIsCompared() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("one\ntwo".getBytes(UTF_8));
        }
        expectFirst(HttpSocket.post(
                daemon.http(), "/logs", zipped.toByteArray(), "Content-Encoding: gzip", "Idempotency-Key: z"));
        expectReplay(post("one\ntwo", "Idempotency-Key: z"));
    }

    @Test
    void takesNothingOfARequestThatBreaksOff() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("POST", "/logs", "Content-Length: 1000", "Idempotency-Key: a"));
            http.send("one\ntwo\n");
        }
        expectFirst(post("one\ntwo\nthree", "Idempotency-Key: a"));
        assertThat(messages()).containsExactly("one", "two", "three");
    }

    @Test
    void refusesKeysAndBodiesThatItCannotHold() throws IOException {
        for (String key : List.of("", "a b", "é", "x".repeat(129))) {
            var answer = post("one", "Idempotency-Key: " + key);
            assertThat(answer.status()).as(key).isEqualTo(400);
            assertThat(answer.text()).contains("1 to 128 visible ASCII characters");
        }
        assertThat(post("one", "Idempotency-Key: a", "Idempotency-Key: b").status())
                .isEqualTo(400);
        var large = post("x".repeat((1 << 20) + 1), "Idempotency-Key: a");
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.text()).contains("LOGTAIL_MAX_BODY");
        expectFirst(post("one", "Idempotency-Key: " + "x".repeat(128)));
        assertThat(messages()).containsExactly("one");
    }

    @Test
    void oneOfManyAtOnceIsKept() throws Exception {
        String body = String.join("\n", lines(200));
        List<Thread> senders = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> postUntilKept(body)))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(messages()).isEqualTo(lines(200));
    }

    private void postUntilKept(String body) {
        try {
            int status = 409;
            while (status == 409) {
                var answer = post(body, "Idempotency-Key: same");
                status = answer.status();
                assertThat(answer.header("retry-after")).isEqualTo(status == 409 ? "1" : "");
            }
            assertThat(status).isEqualTo(204);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }

    private HttpSocket.Response post(String body, String... headers) throws IOException {
        return HttpSocket.post(daemon.http(), "/logs", body, headers);
    }

    private List<String> messages() throws IOException {
        return Shown.all(daemon.http()).stream().map(Shown::message).toList();
    }

    private static void expectFirst(HttpSocket.Response answer) {
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("idempotency-replayed")).isEmpty();
    }

    private static void expectReplay(HttpSocket.Response answer) {
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("idempotency-replayed")).isEqualTo("true");
    }
}
