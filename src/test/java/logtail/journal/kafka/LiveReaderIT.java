package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import logtail.journal.Blocks;
import logtail.journal.Deliveries;
import logtail.journal.Journal;
import logtail.kafka.KafkaBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the live reader does when brokers go away, and when its topic does. */
@Timeout(90)
class LiveReaderIT {
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(40);
    private static final long POLL_NS = 20_000_000;
    private static final long BUSY_NS = TimeUnit.SECONDS.toNanos(14);
    private static final int LANES = 2;

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws IOException {
        KAFKA.setLevel(Level.OFF);
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void tellsThatNoBrokerAnswersAndReadsOnWhenOneDoes() throws Exception {
        KafkaSettings settings = KafkaNodes.settings(broker.address(), "back", LANES);
        try (var journal = KafkaJournal.open(settings, (where, fault) -> {});
                var reader = journal.openReader()) {
            Blocks.commit(journal, 1, "before");
            awaitVisible(journal, settings);
            broker.stop();
            Deliveries deliveries = journal.deliveries().orElseThrow();
            assertThat(deliveries.trouble()).isEmpty();
            await(() -> deliveries.trouble().contains("s behind in reading the journal"));
            awaitTrouble(journal, "no broker of LOGTAIL_KAFKA has answered");
            assertThat(deliveries.trouble()).contains("no broker of LOGTAIL_KAFKA has answered");
            broker.startAgain();
            Blocks.commit(journal, 2, "after");
            awaitVisible(journal, settings);
            assertThat(KafkaNodes.readAll(reader, List.of())).hasSize(2);
            assertThat(journal.trouble()).isEmpty();
            await(() -> deliveries.trouble().isEmpty());
        }
    }

    /** A lane that never rests must not make it look behind. */
    @Test
    void isNotBehindWhileAllLanesAreBusy() {
        KafkaSettings settings = KafkaNodes.settings(broker.address(), "busy", LANES);
        try (var journal = KafkaJournal.open(settings, (where, fault) -> {})) {
            Deliveries deliveries = journal.deliveries().orElseThrow();
            long startNs = System.nanoTime();
            for (int block = 0; System.nanoTime() - startNs < BUSY_NS; block++) {
                for (String app : List.of("web", "db", "cron", "auth")) {
                    byte[] bytes = Blocks.of(app, block, "m".repeat(5_000));
                    journal.append(bytes, bytes.length, Blocks.NOBODY);
                }
                journal.commit();
                assertThat(deliveries.trouble()).isEmpty();
            }
        }
    }

    @Test
    void tellsThatItsTopicWasMadeAnewAndShowsNothingOfThat() throws Exception {
        KafkaSettings settings = KafkaNodes.settings(broker.address(), "anew", LANES);
        try (var journal = KafkaJournal.open(settings, (where, fault) -> {});
                var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            for (int block = 0; block < 10; block++) {
                Blocks.commit(journal, 1, "old " + block);
            }
            awaitVisible(journal, settings);
            var before = journal.newest();
            admin.deleteTopics(List.of("anew")).all().get(20, TimeUnit.SECONDS);
            long startNs = System.nanoTime();
            while (!isMade(admin)) {
                assertThat(System.nanoTime() - startNs).isLessThan(DEADLINE_NS);
                LockSupport.parkNanos(POLL_NS);
            }
            awaitTrouble(journal, "made anew");
            assertThat(journal.newest()).isEqualTo(before);
        }
    }

    /** False while the one that was deleted is still known. */
    private static boolean isMade(Admin admin) throws InterruptedException {
        try {
            admin.createTopics(List.of(new NewTopic("anew", LANES, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static void awaitTrouble(KafkaJournal journal, String text) {
        await(() -> journal.trouble().contains(text));
    }

    private static void await(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - startNs).isLessThan(DEADLINE_NS);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static void awaitVisible(Journal journal, KafkaSettings settings) {
        try (var topic = JournalTopic.open(settings)) {
            KafkaNodes.await(journal, RecordIds.place(topic.ends()));
        }
    }
}
