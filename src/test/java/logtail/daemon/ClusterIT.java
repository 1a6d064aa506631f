package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import logtail.kafka.KafkaBroker;
import logtail.web.HttpSocket;
import logtail.web.HttpSocket.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons that share a journal on a real broker, a topic for each test. */
@Timeout(60)
class ClusterIT {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    @TempDir
    private static Path kafka;

    private static KafkaBroker broker;

    @TempDir
    private Path data;

    private final String topic = "logtail" + TOPICS.incrementAndGet();
    private RunningDaemon a;
    private RunningDaemon b;

    @BeforeAll
    static void start() throws IOException {
        broker = KafkaBroker.start(kafka);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void open() {
        a = node("a", topic);
        b = node("b", topic);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private RunningDaemon node(String name, String journal) {
        return RunningDaemon.start(
                data.resolve(name),
                Map.of(
                        "LOGTAIL_JOURNAL", "kafka",
                        "LOGTAIL_KAFKA", broker.address(),
                        "LOGTAIL_KAFKA_TOPIC", journal,
                        "LOGTAIL_KAFKA_LANES", "3",
                        "LOGTAIL_KAFKA_REPLICAS", "1"));
    }

    @Test
    void eachShowsWhatTheOthersTook() throws IOException {
        try (var tail = HttpSocket.open(b.http())) {
            var lines =
                    tail.send(HttpSocket.head("GET", "/tail?lines=0&app=web")).receiveStream();
            assertThat(lines.readLine()).startsWith("{\"cursor\":\"P");
            assertThat(lines.readLine()).startsWith("{\"cursor\":\"P");
            post(a, "web", "one\ntwo\n");
            assertThat(lines.readLine()).contains("\"message\":\"one\"");
            assertThat(lines.readLine()).contains("\"message\":\"two\"");
        }
        post(b, "web", "three\n");
        awaitLines(a, "app=web", 3);
        assertThat(shown(a, "app=web")).isEqualTo(shown(b, "app=web"));
        assertThat(shown(a, "lines=all")).containsAll(shown(b, "app=web"));
    }

    @Test
    void eachKnowsTheAppsOfAll() throws IOException {
        post(a, "seen-by-all", "one\n");
        awaitLines(b, "app=seen-by-all", 1);
        await(() -> get(b, "/apps").text().contains("seen-by-all"));
        assertThat(get(a, "/apps").text()).contains("\"seen-by-all\"");
        assertThat(get(b, "/status").text()).contains("\"topic\":\"" + topic + "\"");
        assertThat(get(b, "/metrics").text()).contains("logtail_journal_lanes 3");
    }

    @Test
    void aTailGoesOnAtTheOtherNode() throws IOException {
        String cursor;
        try (var tail = HttpSocket.open(a.http())) {
            var lines = tail.send(HttpSocket.head("GET", "/tail?lines=0&app=w*", "Accept: text/event-stream"))
                    .receiveStream();
            post(a, "web", "one\n");
            String line = lines.readLine();
            while (!line.startsWith("id: ")) {
                line = lines.readLine();
            }
            cursor = line.substring("id: ".length());
            post(b, "work", "two\n");
            post(a, "web", "three\n");
        }
        awaitLines(b, "app=w*&after=" + cursor, 2);
        assertThat(messages(shown(b, "app=w*&after=" + cursor))).containsExactlyInAnyOrder("two", "three");
    }

    @Test
    void aCursorOfAnotherJournalIsToldAsReset() throws IOException {
        post(a, "web", "one\n");
        awaitLines(a, "app=web", 1);
        try (var other = node("other", topic + "-other")) {
            post(other, "web", "new\n");
            awaitLines(other, "app=web", 1);
            String journal = get(a, "/tail?follow=false&lines=1").header("logtail-journal");
            String newest = get(a, "/tail?follow=false&lines=1").header("logtail-newest");
            List<String> lines = get(other, "/tail?follow=false&app=web&after=%s-%s".formatted(journal, newest))
                    .lines();
            assertThat(lines).anyMatch(line -> line.contains("\"reason\":\"reset\""));
            assertThat(lines).anyMatch(line -> line.contains("\"message\":\"new\""));
        }
    }

    @Test
    void saysWhatIsMissingWhileKafkaIsAwayAndThenGoesOn() throws Exception {
        post(a, "web", "before\n");
        broker.freeze();
        try {
            try (var waiting = HttpSocket.open(a.http())) {
                waiting.send(HttpSocket.head("POST", "/logs?app=web", "Content-Length: 7"))
                        .send("during\n");
                long startNs = System.nanoTime();
                await(() -> get(a, "/readyz").status() == 503);
                assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(3));
                String missing = "no broker of LOGTAIL_KAFKA has answered for ";
                assertThat(get(a, "/readyz").text()).contains(missing);
                Response refused = HttpSocket.post(a.http(), "/logs?app=web", "refused\n");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.text()).contains(missing);
                Response undecided = waiting.receive();
                assertThat(undecided.status()).isEqualTo(503);
                assertThat(undecided.text()).contains(missing);
            }
        } finally {
            broker.thaw();
        }
        await(() -> get(a, "/readyz").status() == 200);
        post(a, "web", "after\n");
        awaitLines(b, "app=web", 3);
        assertThat(messages(shown(b, "app=web"))).containsExactly("before", "during", "after");
    }

    private static void post(RunningDaemon node, String app, String lines) throws IOException {
        assertThat(HttpSocket.post(node.http(), "/logs?app=" + app, lines).status())
                .isEqualTo(204);
    }

    private static Response get(RunningDaemon node, String target) {
        return get(node.http(), target);
    }

    private static Response get(InetSocketAddress http, String target) {
        try {
            return HttpSocket.get(http, target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The events of a tail that does not follow, as the daemon writes them. */
    private static List<String> shown(RunningDaemon node, String query) {
        return get(node, "/tail?follow=false&" + query).lines().stream()
                .filter(line -> line.startsWith("{\"id\""))
                .toList();
    }

    private static List<String> messages(List<String> shown) {
        return shown.stream().map(line -> Shown.of(line).message()).toList();
    }

    private static void awaitLines(RunningDaemon node, String query, int count) {
        await(() -> shown(node, query).size() >= count);
    }

    private static void await(BooleanSupplier condition) {
        Awaited.within(Duration.ofSeconds(20), "it has come", condition);
    }
}
