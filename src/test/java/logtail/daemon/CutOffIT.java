package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import logtail.kafka.KafkaCluster;
import logtail.runtime.KafkaProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose network to the brokers is cut under load, while its users still reach it: it says so, and when the network is whole
 * again it goes on by itself, with nothing lost or doubled, and its tails show what the other node took meanwhile.
 */
class CutOffIT {
    private static final Logger LOG = Logger.getLogger(CutOffIT.class.getName());
    private static final int SOME = 50; // acknowledgements
    private static final long CUT_NS = TimeUnit.SECONDS.toNanos(11); // longer than Kafka's clients wait for anything
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(3);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(20);
    private static final String SILENT = "no broker of LOGTAIL_KAFKA has answered for N s";

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void aNodeThatIsCutOffGoesOnByItself() throws Exception {
        KafkaProperties.quiet();
        String query = "app=cut-*";
        try (var network = CutNetwork.make();
                var brokers = KafkaCluster.start(directory.resolve("kafka"), CutNetwork.BROKERS, 3);
                var a = DaemonProcess.startBy(network.program(), directory.resolve("a"), settings(brokers, true));
                var b = DaemonProcess.start(directory.resolve("b"), settings(brokers, false));
                var ofA = NotedTail.start(query, () -> http(a));
                var ofB = NotedTail.start(query, () -> http(b));
                var ready = ReadyWatch.start(http(a))) {
            var toA = NumberedSender.http("cut-a", http(a));
            var toB = NumberedSender.http("cut-b", http(b));
            toA.awaitAcknowledgements(SOME);
            toB.awaitAcknowledgements(SOME);
            network.cut();
            Duration told = taken(() -> Awaited.within(BACK_WITHIN, "it is not ready", () -> !ready.isReady()));
            LockSupport.parkNanos(CUT_NS);
            toB.awaitAcknowledgements(SOME);
            network.mend();
            Duration back = taken(() -> toA.awaitAcknowledgements(1));
            toA.awaitAcknowledgements(SOME);
            Awaited.within(BACK_WITHIN, "it is ready", ready::isReady);
            toA.stop();
            toB.stop();
            LOG.info("cut off: told within %d ms, back within %d ms; %s, %s; said %s"
                    .formatted(told.toMillis(), back.toMillis(), toA, toB, ready.words()));
            new KeptLines(List.of(toA, toB), query).expectShown(List.of(ofA, ofB), http(a));
            assertThat(ready.words().keySet()).first().isEqualTo(SILENT);
            assertThat(told).isLessThan(TOLD_WITHIN);
            assertThat(back).isLessThan(BACK_WITHIN);
            assertThat(ofA.connections()).isEqualTo(1);
            assertThat(toB.stall()).isLessThan(TOLD_WITHIN);
        }
    }

    private static Map<String, String> settings(KafkaCluster brokers, boolean isApart) {
        var settings = new HashMap<>(Map.of("LOGTAIL_JOURNAL", "kafka", "LOGTAIL_KAFKA", brokers.addresses()));
        if (isApart) {
            settings.put("LOGTAIL_HTTP", CutNetwork.NODE + ":0");
            settings.put("LOGTAIL_OPEN", "1");
        }
        return settings;
    }

    private static Duration taken(Runnable waiting) {
        long startNs = System.nanoTime();
        waiting.run();
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    private static InetSocketAddress http(DaemonProcess node) {
        try {
            return node.address("http");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
