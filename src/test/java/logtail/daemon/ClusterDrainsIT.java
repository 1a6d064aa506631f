package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import logtail.kafka.KafkaBroker;
import logtail.web.HttpSocket;
import logtail.web.HttpSocket.Response;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drains of two nodes that share a journal on a real broker, a topic for each test. */
@Timeout(120)
class ClusterDrainsIT {
    private static final Logger LOG = Logger.getLogger(ClusterDrainsIT.class.getName());
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final String JSON = "Content-Type: application/json";
    private static final String SECRET = "a secret of all nodes";
    private static final int APPS = 4;

    @TempDir
    private static Path kafka;

    private static KafkaBroker broker;

    @TempDir
    private Path data;

    private final String topic = "drained" + TOPICS.incrementAndGet();

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

    private Map<String, String> settings() {
        return Map.of(
                "LOGTAIL_JOURNAL", "kafka",
                "LOGTAIL_KAFKA", broker.address(),
                "LOGTAIL_KAFKA_TOPIC", topic,
                "LOGTAIL_KAFKA_LANES", "3",
                "LOGTAIL_KAFKA_REPLICAS", "1",
                "LOGTAIL_SECRET", SECRET,
                "LOGTAIL_DRAIN_ALLOW", "127.0.0.0/8");
    }

    @Test
    void runOnOneNodeAndObeyAny() throws Exception {
        try (var receiver = new CountingReceiver();
                var a = RunningDaemon.start(data.resolve("a"), settings());
                var b = RunningDaemon.start(data.resolve("b"), settings())) {
            post(a.http(), "/logs?app=web", "before\n");
            add(a.http(), receiver.url(), "");
            post(a.http(), "/logs?app=web", "one\n");
            post(b.http(), "/logs?app=web", "two\n");
            receiver.await(2, 30);
            for (var node : List.of(a, b)) {
                assertThat(get(node.http(), "/drains/eu").text())
                        .contains("\"url\":\"" + receiver.url() + "\"", "\"state\":\"running\"");
            }

            assertThat(send(b.http(), "POST", "/drains/eu/pause", "").text()).contains("\"state\":\"paused\"");
            await(() -> get(a.http(), "/drains").text().contains("\"state\":\"paused\""));
            post(a.http(), "/logs?app=web", "paused\n");
            assertThat(send(a.http(), "POST", "/drains/eu/rewind?since=all", "").status())
                    .isEqualTo(200);
            assertThat(send(b.http(), "POST", "/drains/eu/resume", "").status()).isEqualTo(200);
            receiver.await(4, 30);
            await(() -> receiver.messages().size() == 6);
            assertThat(receiver.messages()).containsExactly("one", "two", "before", "one", "two", "paused");

            assertThat(send(b.http(), "DELETE", "/drains/eu", "").status()).isEqualTo(200);
            for (var node : List.of(a, b)) {
                assertThat(get(node.http(), "/drains/eu").status()).isEqualTo(404);
            }
            post(b.http(), "/logs?app=web", "nobody's\n");
            add(b.http(), receiver.url(), ""); // as a new one, from now on
            post(b.http(), "/logs?app=web", "three\n");
            receiver.await(5, 30);
            assertThat(receiver.messages()).hasSize(7).endsWith("three");
        }
    }

    @Test
    void runOnceWhateverNodesDeclareThem() throws Exception {
        try (var old = new CountingReceiver();
                var receiver = new CountingReceiver()) {
            var settings = new HashMap<>(settings());
            settings.put("LOGTAIL_DRAINS", "eu=" + old.url() + "#filter=app=web");
            try (var a = RunningDaemon.start(data.resolve("a"), settings)) {
                post(a.http(), "/logs?app=web", "one\n");
                old.await(1, 30);
                settings.put("LOGTAIL_DRAINS", "eu=" + receiver.url() + "#filter=app=web");
                try (var b = RunningDaemon.start(data.resolve("b"), settings)) {
                    await(() -> get(a.http(), "/drains/eu").text().contains(receiver.url()));
                    post(a.http(), "/logs?app=web", "two\n");
                    post(b.http(), "/logs?app=web", "three\n");
                    receiver.await(2, 30);
                    assertThat(receiver.messages()).containsExactly("two", "three");
                    assertThat(send(a.http(), "PATCH", "/drains/eu", "{\"filter\":\"\"}")
                                    .status())
                            .isEqualTo(409);
                    assertThat(send(b.http(), "DELETE", "/drains/eu", "").status())
                            .isEqualTo(200);
                    assertThat(get(a.http(), "/drains").text()).isEqualTo("[]\n");
                }
            }
            assertThat(old.messages()).containsExactly("one");
        }
    }

    @Test
    void doNotMindRecordsThatDefineNone() throws Exception {
        try (var receiver = new CountingReceiver();
                var a = RunningDaemon.start(data.resolve("a"), settings());
                var foreign = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.address()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (String key : List.of("2:eu", "us", "")) {
                foreign.send(new ProducerRecord<>(topic + ".drains", 7, key.getBytes(UTF_8), "garbage".getBytes(UTF_8)))
                        .get(20, TimeUnit.SECONDS);
            }
            add(a.http(), receiver.url(), "");
            post(a.http(), "/logs?app=web", "one\n");
            receiver.await(1, 30);
            await(() -> get(a.http(), "/drains/us").text().contains("\"state\":\"broken\""));
            assertThat(get(a.http(), "/drains").text())
                    .contains("\"name\":\"eu\"")
                    .doesNotContain("2:eu");
        }
    }

    @Test
    void setAsideWhatIsRefusedForAllNodesToSee() throws Exception {
        try (var receiver = new CountingReceiver();
                var a = RunningDaemon.start(data.resolve("a"), settings());
                var b = RunningDaemon.start(data.resolve("b"), settings())) {
            receiver.refuse("bad");
            add(a.http(), receiver.url(), "");
            post(b.http(), "/logs?app=web", "good\nbad\nbetter\n");
            receiver.await(2, 30);
            await(() -> get(a.http(), "/drains/eu").text().contains("\"dead_letters\":1"));
            await(() -> get(b.http(), "/drains/eu").text().contains("\"dead_letters\":1"));
            for (var node : List.of(a, b)) {
                assertThat(get(node.http(), "/drains/eu/dead-letters").lines())
                        .singleElement()
                        .asString()
                        .contains("\"message\":\"bad\"", "\"reason\":");
            }
            receiver.refuse("nothing");
            assertThat(send(b.http(), "POST", "/drains/eu/dead-letters/replay", "")
                            .text())
                    .contains("\"ok\":true");
            assertThat(receiver.messages()).containsExactly("good", "better", "bad");
            await(() -> get(a.http(), "/drains/eu").text().contains("\"dead_letters\":0"));
            await(() -> get(b.http(), "/drains/eu").text().contains("\"dead_letters\":0"));
            assertThat(get(a.http(), "/drains/eu/dead-letters").lines()).isEmpty();
        }
    }

    @Test
    void writeNoFilesAsTheyMayRunAnywhere() {
        try (var a = RunningDaemon.start(data.resolve("a"), settings())) {
            Response refused = send(a.http(), "POST", "/drains", "{\"name\":\"f\",\"url\":\"file:///tmp/x\"}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("writes no files where nodes share drains");
        }
    }

    @Test
    void goOnAtTheOtherNodeWhenTheirOwnIsStoppedKilledOrFrozen() throws Exception {
        try (var receiver = new CountingReceiver();
                var a = DaemonProcess.start(data.resolve("a"), settings());
                var b = DaemonProcess.start(data.resolve("b"), settings())) {
            var first = new Node(a);
            var second = new Node(b);
            add(first.http(), receiver.url(), "");
            Load load = new Load();
            load.send(second.http(), 200);
            receiver.await(load.sent, 30);
            Node owner = ownerOf(first, second);
            Node other = owner.equals(first) ? second : first;

            owner.signal("STOP");
            long frozenNs = System.nanoTime();
            load.send(other.http(), 200);
            receiver.await(load.sent, 40);
            LOG.info("taken over from a frozen node after %d ms".formatted(sinceMs(frozenNs)));
            owner.signal("CONT");
            load.send(owner.http(), 200);
            receiver.await(load.sent, 30);
            load.check(receiver);

            assertThat(send(owner.http(), "POST", "/drains/eu/rewind?since=all", "")
                            .status())
                    .isEqualTo(200);
            int before = receiver.messages().size();
            await(() -> receiver.messages().size() >= before + load.sent);
            load.checkBehind(receiver, before);

            int beforeKill = receiver.messages().size();
            Node killed = ownerOf(first, second);
            Node left = killed.equals(first) ? second : first;
            killed.process.kill();
            long killedNs = System.nanoTime();
            load.send(left.http(), 200);
            receiver.await(load.sent, 40);
            LOG.info("taken over from a killed node after %d ms".formatted(sinceMs(killedNs)));
            assertThat(receiver.messages().size() - beforeKill).isLessThanOrEqualTo(200 + receiver.largestBatch());

            try (var c = DaemonProcess.start(data.resolve("c"), settings())) {
                var third = new Node(c);
                await(() -> third.hasSlots());
                long stoppedNs = System.nanoTime();
                assertThat(left.process.terminate()).isZero();
                load.send(third.http(), 200);
                receiver.await(load.sent, 40);
                LOG.info("taken over from a stopped node after %d ms".formatted(sinceMs(stoppedNs)));
            }
            load.checkSeen(receiver);
        }
    }

    /** A node as a process. */
    private record Node(DaemonProcess process, InetSocketAddress http) {
        Node(DaemonProcess process) throws InterruptedException {
            this(process, process.address("http"));
        }

        /** When it took the drain over last, in a form that sorts; empty when it never did. */
        String tookItOver() {
            return process.log().stream()
                    .filter(line -> line.contains("at=drain.here"))
                    .reduce("", (one, next) -> next);
        }

        boolean hasSlots() {
            return process.log().stream().anyMatch(line -> line.contains("at=drains.slots gained="));
        }

        void signal(String signal) throws IOException {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            assertThat(kill.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue())
                    .isZero();
        }
    }

    /** The one that took it over last. */
    private static Node ownerOf(Node one, Node other) {
        await(() -> !one.tookItOver().isEmpty() || !other.tookItOver().isEmpty());
        return one.tookItOver().compareTo(other.tookItOver()) > 0 ? one : other;
    }

    /** Numbered lines of some apps. */
    private static final class Load {
        private final int[] next = new int[APPS];
        private int sent;

        void send(InetSocketAddress http, int lines) throws IOException {
            try (var socket = HttpSocket.open(http)) {
                for (int i = 0; i < lines; i++, sent++) {
                    int app = sent % APPS;
                    String line = "app%d %d%n".formatted(app, next[app]++);
                    assertThat(socket.post("/logs?app=app" + app, line.getBytes(UTF_8))
                                    .status())
                            .isEqualTo(204);
                }
            }
        }

        /** Everything came, in the order of each app but for what came twice, of which there is a batch at most for each time. */
        void check(CountingReceiver receiver) {
            checkBehind(receiver, 0);
        }

        void checkBehind(CountingReceiver receiver, int from) {
            List<String> messages =
                    receiver.messages().subList(from, receiver.messages().size());
            assertThat(messages.size() - sent).isBetween(0, receiver.largestBatch());
            inOrder(messages);
        }

        void checkSeen(CountingReceiver receiver) {
            assertThat(receiver.messages().stream().distinct().count()).isEqualTo(sent);
        }

        /** Each line comes first behind the one before it of its app. */
        private void inOrder(List<String> messages) {
            int[] seen = new int[APPS];
            for (String message : messages) {
                int app = message.charAt("app".length()) - '0';
                int number = Integer.parseInt(message.substring(message.indexOf(' ') + 1));
                assertThat(number).as(message).isLessThanOrEqualTo(seen[app]);
                seen[app] = Math.max(seen[app], number + 1);
            }
            assertThat(seen).as(Arrays.toString(seen)).isEqualTo(next);
        }
    }

    private static long sinceMs(long startNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    private static void add(InetSocketAddress http, String url, String more) {
        Response added = send(http, "POST", "/drains", """
                {"name":"eu","url":"%s","filter":"NOT app=logtail","options":{"format":"ndjson"}%s}""".formatted(url, more));
        assertThat(added.status()).as(added.text()).isEqualTo(201);
    }

    private static void post(InetSocketAddress http, String target, String lines) {
        assertThat(send(http, "POST", target, lines).status()).isEqualTo(204);
    }

    private static Response get(InetSocketAddress http, String target) {
        return send(http, "GET", target, "");
    }

    private static Response send(InetSocketAddress http, String method, String target, String body) {
        try (var socket = HttpSocket.open(http)) {
            String length = "Content-Length: " + body.getBytes(UTF_8).length;
            return socket.send(HttpSocket.head(method, target, JSON, length))
                    .send(body)
                    .receive();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        Awaited.within(Duration.ofSeconds(30), "it has come", condition);
    }
}
