package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import logtail.kafka.KafkaCluster;
import logtail.runtime.CloseStack;
import logtail.runtime.KafkaProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes under load while the brokers meet all that may happen to them: no acknowledged line is lost and none is there twice, to
 * readers of history and to tails that were open all the time; a node that takes no lines says what is missing, and goes on by itself.
 */
@Timeout(120)
class BrokerFailuresIT {
    private static final Logger LOG = Logger.getLogger(BrokerFailuresIT.class.getName());
    private static final String TOPIC = "logtail";
    private static final int SOME = 30; // acknowledgements
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long OUTAGE_NS = TimeUnit.SECONDS.toNanos(4); // longer than the brokers' sessions
    private static final Duration TOLD = Duration.ofSeconds(3); // what a node must tell; may be of two commits
    private static final String SLOW = "lanes? [0-9, ]+: not acknowledged for N s";
    private static final String ALONE = "lanes? [0-9, ]+: 1 of 2 replicas in sync";
    private static final String UNLED = "lanes? [0-9, ]+: no broker leads";
    private static final String SILENT = "no broker of LOGTAIL_KAFKA has answered for N s";
    private static final String ANY = "(%1$s)(; (%1$s))*|%2$s".formatted(String.join("|", SLOW, ALONE, UNLED), SILENT);

    @TempDir
    private static Path directory;

    private static final CloseStack CLOSING = new CloseStack();
    private static final List<String> TABLE = new ArrayList<>();
    private static KafkaCluster brokers;
    private static RunningDaemon a;
    private static RunningDaemon b;

    @BeforeAll
    static void start() throws IOException {
        KafkaProperties.quiet();
        brokers = CLOSING.push(KafkaCluster.start(directory.resolve("kafka"), 3));
        a = CLOSING.push(node("a"));
        b = CLOSING.push(node("b"));
    }

    @AfterAll
    static void stop() {
        LOG.info("stalls of two nodes, and what /readyz said:\n" + String.join("\n", TABLE));
        CLOSING.close();
    }

    private static RunningDaemon node(String name) {
        return RunningDaemon.start(
                directory.resolve(name),
                Map.of("LOGTAIL_JOURNAL", "kafka", "LOGTAIL_KAFKA", brokers.addresses(), "LOGTAIL_KAFKA_TOPIC", TOPIC));
    }

    /** What happens to the brokers, and who watches. */
    @FunctionalInterface
    private interface Failure {
        void happen(Watched watched) throws Exception;
    }

    /** The load, and what the nodes say. */
    private record Watched(List<NumberedSender> posts, List<ReadyWatch> nodes) {
        void awaitAcknowledgements() {
            posts.forEach(sender -> sender.awaitAcknowledgements(SOME));
        }

        void awaitWords(String words) {
            nodes.forEach(node -> Awaited.within(PATIENCE, "a node says " + words, () -> node.hasSaid(words)));
        }

        void expectNothing(String words) {
            assertThat(nodes).noneMatch(node -> node.hasSaid(words));
        }

        void awaitReady() {
            nodes.forEach(node -> Awaited.within(PATIENCE, "a node is ready", node::isReady));
        }

        Duration stall() {
            return posts.stream()
                    .map(NumberedSender::stall)
                    .max(Duration::compareTo)
                    .orElseThrow();
        }
    }

    @Test
    void aBrokerIsStopped() throws Exception {
        Watched watched = run("stopped", now -> {
            brokers.stop(1);
            now.awaitAcknowledgements();
            brokers.startAgain(1);
        });
        assertThat(watched.stall()).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aBrokerIsKilled() throws Exception {
        Watched watched = run("killed", now -> {
            brokers.kill(1);
            now.awaitAcknowledgements();
            brokers.startAgain(1);
        });
        assertThat(watched.stall()).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aBrokerIsFrozen() throws Exception {
        Watched watched = run("frozen", now -> {
            brokers.freeze(2);
            try {
                now.awaitAcknowledgements();
                LockSupport.parkNanos(OUTAGE_NS); // so that it wakes up as one that was left out
            } finally {
                brokers.thaw(2);
            }
            now.expectNothing(SILENT); // as others answer
        });
        assertThat(watched.stall()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void tooFewBrokersAreLeft() throws Exception {
        Watched watched = run("two-killed", now -> {
            brokers.kill(1);
            brokers.kill(2);
            now.awaitWords(ALONE);
            brokers.startAgain(1, 2);
        });
        assertThat(watched.stall()).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void allBrokersAreKilled() throws Exception {
        Watched watched = run("all-killed", now -> {
            for (int number = 1; number <= 3; number++) {
                brokers.kill(number);
            }
            now.awaitWords(SILENT);
            brokers.startAgain(1, 2, 3);
        });
        assertThat(watched.stall()).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void theControllerIsKilled() throws Exception {
        Watched watched = run("controller-killed", now -> {
            brokers.kill(0);
            LockSupport.parkNanos(OUTAGE_NS);
            brokers.startAgain(0);
        });
        assertThat(watched.stall()).isLessThan(Duration.ofSeconds(5));
    }

    private static Watched run(String name, Failure failure) throws Exception {
        brokers.awaitInSync(TOPIC);
        String query = "app=" + name + "-*";
        try (var ofA = NotedTail.start(query, a::http);
                var ofB = NotedTail.start(query, b::http);
                var readyA = ReadyWatch.start(a.http());
                var readyB = ReadyWatch.start(b.http())) {
            var posts = List.of(NumberedSender.http(name + "-a", a.http()), NumberedSender.http(name + "-b", b.http()));
            var senders = new ArrayList<>(posts);
            senders.add(NumberedSender.tcp(name + "-tcp-a", a.address("syslog-tcp")));
            senders.add(NumberedSender.tcp(name + "-tcp-b", b.address("syslog-tcp")));
            var watched = new Watched(posts, List.of(readyA, readyB));
            watched.awaitAcknowledgements();
            failure.happen(watched);
            watched.awaitAcknowledgements();
            watched.awaitReady();
            for (NumberedSender sender : senders) {
                sender.stop();
            }
            note(watched);
            expectKept(new KeptLines(senders, query), List.of(ofA, ofB));
            expectWords(watched);
            return watched;
        }
    }

    private static void expectKept(KeptLines kept, List<NotedTail> tails) throws IOException {
        kept.expectShown(tails, a.http());
        tails.forEach(tail -> assertThat(tail.connections()).isEqualTo(1));
        List<Shown> ofB = kept.history("at b", b.http());
        assertThat(ofB).containsExactlyInAnyOrderElementsOf(tails.getFirst().shown());
        try (var other = node("new")) { // has nothing in memory
            assertThat(kept.history("at a new node", other.http())).containsExactlyInAnyOrderElementsOf(ofB);
        }
    }

    private static void expectWords(Watched watched) {
        for (int i = 0; i < watched.nodes().size(); i++) {
            ReadyWatch node = watched.nodes().get(i);
            assertThat(node.words().keySet()).allMatch(words -> words.matches(ANY));
            if (watched.posts().get(i).stall().compareTo(TOLD) > 0) {
                assertThat(node.words()).isNotEmpty();
            }
        }
    }

    private static void note(Watched watched) {
        for (int i = 0; i < watched.nodes().size(); i++) {
            NumberedSender sender = watched.posts().get(i);
            ReadyWatch node = watched.nodes().get(i);
            TABLE.add("%-18s stall %5d ms, not ready %5d ms, %4d of %4d acknowledged, said %s"
                    .formatted(
                            sender.app(),
                            sender.stall().toMillis(),
                            node.longest().toMillis(),
                            sender.answered(),
                            sender.sent(),
                            node.words()));
        }
    }
}
