package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.JournalContractTest;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import logtail.kafka.KafkaBroker;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal of three lanes on a real broker, a topic for each test. */
@Timeout(60)
class KafkaJournalIT extends JournalContractTest {
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final int LANES = 3;

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;

    private final KafkaSettings settings = KafkaNodes.settings(broker(), "logtail" + TOPICS.incrementAndGet(), LANES);
    private final JournalTopic topic = JournalTopic.open(settings); // of our own

    @BeforeAll
    static void start() throws IOException {
        KAFKA.setLevel(Level.SEVERE);
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static String broker() {
        return broker.address();
    }

    /** How much of the newest blocks is in memory. */
    long recentBytes() {
        return 64 << 20;
    }

    @Override
    protected Journal open() {
        return KafkaJournal.open(settings, recentBytes(), KafkaNodes.NO_FAULT);
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @Override
    protected void refuse(String text) {
        throw new UnsupportedOperationException("Kafka refuses no block alone");
    }

    /** The live reader is a moment behind. */
    @Override
    protected void assertVisible(long id) {
        assertThat(topic.ends()[EventId.lane(id)]).isGreaterThan(RecordIds.offset(id));
    }

    @Override
    protected void awaitVisible() {
        await(journal);
    }

    private void await(Journal node) {
        KafkaNodes.await(node, RecordIds.place(topic.ends()));
    }

    /** Others may see a block as soon as Kafka has it. */
    @Override
    @Test
    protected void showsNothingOfAnyLaneBeforeTheCommit() {
        Blocks.append(journal, 1, "a");
        journal.commit();
        awaitVisible();
        try (var reader = journal.openReader()) {
            assertThat(Blocks.next(reader).count()).isEqualTo(1);
            assertThat(reader.next()).isNull();
        }
    }

    /** How many times depends on the answers of brokers. */
    @Override
    @Test
    protected void wakesOncePerCommitThatShowedSomething() {
        List<Place> woken = new ArrayList<>();
        try (var subscription = journal.onGrowth(() -> woken.add(journal.newest()))) {
            assertThat(subscription).isNotNull();
            Blocks.commit(journal, 1, "a", "b");
            awaitVisible();
            assertThat(woken).isNotEmpty();
        }
        assertThat(woken.getLast()).isEqualTo(journal.newest());
        int before = woken.size();
        Blocks.commit(journal, 1, "c");
        awaitVisible();
        assertThat(woken).hasSize(before);
    }

    @Override
    @Test
    protected void goesOnInAllLanesBehindABlockThatCannotBeRead() throws Exception {
        Blocks.commit(journal, 1, "one");
        int lane = journal.laneOf("web".getBytes(UTF_8), 0, 3);
        sendGarbage(lane);
        Blocks.commit(journal, 1, "three");
        awaitVisible();
        List<String> both = List.of(RecordIds.first(lane, 0) + ":one", RecordIds.first(lane, 2) + ":three");
        List<JournalUnreadableException> refused = new ArrayList<>();
        try (var reader = journal.openReader()) {
            assertThat(KafkaNodes.readAll(reader, refused)).isEqualTo(both);
            assertThat(refused).hasSizeLessThan(2); // none where it was left out of what is recent
        }
        refused.clear();
        try (var later = KafkaJournal.open(settings, KafkaNodes.NO_FAULT);
                var reader = later.openReader()) {
            assertThat(KafkaNodes.readAll(reader, refused)).isEqualTo(both);
            assertThat(refused).isEmpty();
        }
    }

    private void sendGarbage(int lane) throws Exception {
        try (var producer = topic.newProducer()) {
            producer.send(new ProducerRecord<>(topic.partition(lane).topic(), lane, null, new byte[] {1, 2, 3}))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void opensThoughTheNewestRecordsAreNoBlocks() throws Exception {
        Blocks.commit(journal, 1, "one");
        for (int lane = 0; lane < LANES; lane++) {
            sendGarbage(lane);
            sendGarbage(lane);
        }
        try (var later = KafkaJournal.open(settings, KafkaNodes.NO_FAULT)) {
            assertThat(later.lanes()).isEqualTo(LANES);
            Blocks.commit(later, 1, "two");
            KafkaNodes.await(later, RecordIds.place(topic.ends()));
            try (var reader = later.openReader()) {
                assertThat(KafkaNodes.readAll(reader, new ArrayList<>()))
                        .extracting(text -> text.substring(text.indexOf(':') + 1))
                        .containsExactly("one", "two");
            }
        }
    }

    @Test
    void readsWhatOthersCommitInTheSameOrderFromAnyPlace() {
        try (var other = KafkaJournal.open(settings, recentBytes(), KafkaNodes.NO_FAULT)) {
            assertThat(other.id()).isEqualTo(journal.id());
            for (int commit = 0; commit < 40; commit++) {
                Journal writer = commit % 2 == 0 ? journal : other;
                for (String app : List.of("web", "db", "cron", "auth")) {
                    byte[] bytes = Blocks.of(app, commit, app + " " + commit);
                    writer.append(bytes, bytes.length, Blocks.NOBODY);
                }
                writer.commit();
            }
            await(journal);
            await(other);
            assertThat(other.newest()).isEqualTo(journal.newest());
            List<Long> all = KafkaNodes.idsFrom(journal, journal.oldest());
            assertThat(all).hasSize(160);
            assertThat(KafkaNodes.idsFrom(other, other.oldest())).isEqualTo(all);
            for (int at = 0; at < all.size(); at += 7) {
                Place behind = journal.behind(all.get(at));
                assertThat(other.behind(all.get(at))).isEqualTo(behind);
                assertThat(KafkaNodes.idsFrom(other, behind)).isEqualTo(all.subList(at + 1, all.size()));
            }
        }
    }

    @Test
    void losesAndDoublesNothingWhileItCatchesUpWithWrites() throws Exception {
        int commits = 300;
        String text = "m".repeat(2_000);
        for (int commit = 0; commit < commits / 2; commit++) {
            write(journal, commit, text);
        }
        try (var other = KafkaJournal.open(settings, Math.min(recentBytes(), 100 << 10), KafkaNodes.NO_FAULT);
                var reader = other.openReader()) {
            Thread writing = Thread.ofPlatform().daemon().start(() -> {
                for (int commit = commits / 2; commit < commits; commit++) {
                    write(journal, commit, text);
                }
            });
            List<Long> read = new ArrayList<>();
            while (writing.isAlive()) {
                read.addAll(KafkaNodes.ids(reader));
            }
            writing.join();
            await(other);
            read.addAll(KafkaNodes.ids(reader));
            assertThat(read).hasSize(3 * commits).doesNotHaveDuplicates();
            for (int lane = 0; lane < LANES; lane++) {
                int wanted = lane;
                assertThat(read.stream().filter(id -> EventId.lane(id) == wanted))
                        .isSorted();
            }
        }
    }

    private static void write(Journal to, int commit, String text) {
        for (String app : List.of("web", "db", "cron")) {
            byte[] bytes = Blocks.of(app, commit, commit + text);
            to.append(bytes, bytes.length, Blocks.NOBODY);
        }
        to.commit();
    }

    @Test
    void isNotInTrouble() {
        assertThat(((KafkaJournal) journal).trouble()).isEmpty();
    }
}
