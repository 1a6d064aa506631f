package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import logtail.kafka.KafkaCluster;
import logtail.runtime.KafkaProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes as processes of their own, one of which is killed, frozen or stopped under load: no line that it acknowledged is lost or
 * there twice, and its tails go on.
 */
@Timeout(120)
class NodeFailuresIT {
    private static final Logger LOG = Logger.getLogger(NodeFailuresIT.class.getName());
    private static final String TOPIC = "logtail";
    private static final int SOME = 50; // acknowledgements
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long FREEZE_NS = TimeUnit.SECONDS.toNanos(8); // longer than Kafka's clients wait for answers
    private static final Duration STOP_WITHIN = Duration.ofSeconds(11);
    private static final Pattern LOST = Pattern.compile("stopped while (.+): (\\d+) unacknowledged lines are lost");

    @TempDir
    private static Path directory;

    private static KafkaCluster brokers;

    @BeforeAll
    static void start() throws IOException {
        KafkaProperties.quiet();
        brokers = KafkaCluster.start(directory.resolve("kafka"), 3);
    }

    @AfterAll
    static void stop() {
        if (brokers != null) {
            brokers.close();
        }
    }

    private static DaemonProcess node(String name) throws IOException, InterruptedException {
        return DaemonProcess.start(
                directory.resolve(name),
                Map.of("LOGTAIL_JOURNAL", "kafka", "LOGTAIL_KAFKA", brokers.addresses(), "LOGTAIL_KAFKA_TOPIC", TOPIC));
    }

    @Test
    void aNodeIsKilled() throws Exception {
        String query = "app=killed-*";
        try (var a = node("killed-a");
                var b = node("killed-b")) {
            var node = new AtomicReference<>(a.address("http"));
            try (var moved = NotedTail.start(query, node::get);
                    var ofB = NotedTail.start(query, () -> http(b))) {
                var toA = NumberedSender.http("killed-a", http(a));
                var toB = NumberedSender.http("killed-b", http(b));
                toA.awaitAcknowledgements(SOME);
                toB.awaitAcknowledgements(SOME);
                a.kill();
                node.set(http(b));
                toA.giveUp();
                toB.awaitAcknowledgements(SOME);
                toB.stop();
                var kept = new KeptLines(List.of(toA, toB), query);
                kept.expectShown(List.of(moved, ofB), http(b));
                assertThat(moved.connections()).isEqualTo(2);
                assertThat(ofB.connections()).isEqualTo(1);
                try (var again = node("killed-a")) {
                    assertThat(kept.history("at the node started again", http(again)))
                            .containsExactlyInAnyOrderElementsOf(ofB.shown());
                }
                LOG.info("killed: " + toA + ", " + toB);
            }
        }
    }

    @Test
    void aNodeIsFrozen() throws Exception {
        String query = "app=frozen-*";
        try (var a = node("frozen-a");
                var b = node("frozen-b");
                var ofA = NotedTail.start(query, () -> http(a));
                var ofB = NotedTail.start(query, () -> http(b))) {
            var toA = NumberedSender.http("frozen-a", http(a));
            var overTcp = NumberedSender.tcp("frozen-tcp", a.address("syslog-tcp"));
            var toB = NumberedSender.http("frozen-b", http(b));
            var senders = List.of(toA, overTcp, toB);
            toA.awaitAcknowledgements(SOME);
            toB.awaitAcknowledgements(SOME);
            a.freeze();
            LockSupport.parkNanos(FREEZE_NS);
            toB.awaitAcknowledgements(SOME);
            a.thaw();
            toA.awaitAcknowledgements(SOME);
            for (NumberedSender sender : senders) {
                sender.stop();
            }
            var kept = new KeptLines(senders, query);
            kept.expectShown(List.of(ofA, ofB), http(a));
            assertThat(ofA.connections()).isEqualTo(1);
            assertThat(kept.history("at b", http(b))).containsExactlyInAnyOrderElementsOf(ofA.shown());
            assertThat(toB.stall()).isLessThan(Duration.ofSeconds(5));
            LOG.info("frozen: " + toA + ", " + toB);
        }
    }

    @Test
    void aNodeIsStoppedWhileTheBrokersAreSilent() throws Exception {
        String query = "app=stopped-*";
        try (var a = node("stopped-a");
                var b = node("stopped-b");
                var ofB = NotedTail.start(query, () -> http(b));
                var ready = ReadyWatch.start(http(a))) {
            var toA = NumberedSender.http("stopped-a", http(a));
            toA.awaitAcknowledgements(SOME);
            long startNs;
            int code;
            freezeBrokers();
            try {
                Awaited.within(PATIENCE, "the node is not ready", () -> !ready.isReady());
                startNs = System.nanoTime();
                code = a.terminate();
            } finally {
                thawBrokers();
            }
            var tookTime = Duration.ofNanos(System.nanoTime() - startNs);
            toA.giveUp();
            assertThat(code).as(String.join("\n", a.log())).isEqualTo(1);
            assertThat(tookTime).isLessThan(STOP_WITHIN);
            assertThat(String.join("\n", a.log())).containsPattern(LOST);
            var toB = NumberedSender.http("stopped-b", http(b));
            toB.awaitAcknowledgements(SOME);
            toB.stop();
            new KeptLines(List.of(toA, toB), query).expectShown(List.of(ofB), http(b));
            LOG.info("stopped within %d ms: %s, %s"
                    .formatted(tookTime.toMillis(), toA, a.log().getLast()));
        }
    }

    private static void freezeBrokers() throws IOException {
        for (int number = 1; number <= 3; number++) {
            brokers.freeze(number);
        }
    }

    private static void thawBrokers() throws IOException {
        for (int number = 1; number <= 3; number++) {
            brokers.thaw(number);
        }
    }

    private static InetSocketAddress http(DaemonProcess node) {
        try {
            return node.address("http");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
