package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.Event;
import logtail.journal.Blocks;
import logtail.journal.JournalReader;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.kafka.KafkaBroker;
import logtail.pipeline.Attempt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same lines sent to two nodes that share a journal of three lanes on a real broker. */
@Timeout(90)
class DeliveriesIT {
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final int LANES = 3;
    private static final long RECENT_BYTES = 64 << 20;
    private static final AttemptKey KEY = AttemptKey.of("app", "key");
    private static final String[] APPS = {"web", "db", "cron", "auth", "mail"};
    private static final List<String> BATCH = texts("", 60);

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;

    private final KafkaSettings settings =
            KafkaNodes.settings(broker(), "deliveries" + TOPICS.incrementAndGet(), LANES);
    private SharingNode one;
    private SharingNode other;
    private JournalTopic topic;
    private List<JournalReader> live;

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

    @BeforeEach
    void open() {
        one = new SharingNode(settings, RECENT_BYTES);
        other = new SharingNode(settings, RECENT_BYTES);
        topic = JournalTopic.open(settings);
        live = List.of(one.journal.openReader(), other.journal.openReader());
    }

    @AfterEach
    void close() {
        live.forEach(JournalReader::close);
        topic.close();
        other.close();
        one.close();
    }

    @Test
    void countOnceWhenTheAnswerIsLostAndTheOtherNodeIsAskedAtOnce() throws Exception {
        Attempt again = other.begin(KEY); // before it has read anything of it
        one.store("web before");
        assertThat(one.deliver(KEY, BATCH)).isFalse();
        one.store("web between");
        other.store(again, BATCH);
        again.end();
        assertThat(again.isReplay()).isFalse();
        other.store("web after");
        check(with("web before", "web between", "web after"));
    }

    @Test
    void areKnownToBeStoredWhenTheOtherNodeIsAskedLater() throws Exception {
        one.deliver(KEY, BATCH);
        awaitAll();
        long[] ends = topic.ends();
        assertThat(other.deliver(KEY, BATCH)).isTrue();
        assertThat(one.deliver(KEY, BATCH)).isTrue();
        try (var third = new SharingNode(settings, RECENT_BYTES)) { // which reads what was stored before it began
            assertThat(third.deliver(KEY, BATCH)).isTrue();
        }
        assertThat(topic.ends()).isEqualTo(ends);
        check(BATCH);
    }

    @Test
    void areCompletedByTheOtherNodeAtOnce() throws Exception {
        Attempt whole = other.begin(KEY);
        Attempt half = one.begin(KEY);
        one.store(half, BATCH.subList(0, 30));
        half.end();
        other.store(whole, BATCH.subList(0, 10));
        other.store("db between");
        other.store(whole, BATCH.subList(10, 60));
        whole.end();
        check(with("db between"));
    }

    @Test
    void areCompletedByTheOtherNodeLater() throws Exception {
        Attempt half = one.begin(KEY);
        one.store(half, BATCH.subList(0, 30));
        half.end();
        awaitAll();
        assertThat(other.deliver(KEY, BATCH)).isFalse();
        assertThat(events(topic.ends())).isEqualTo(60);
        check(BATCH);
    }

    /** Which writes all of it again behind what it has not read yet. */
    @Test
    void areCompletedByTheSameNodeAtOnce() throws Exception {
        for (int to = 10; to <= 60; to += 10) {
            Attempt part = one.begin(KEY);
            one.store(part, BATCH.subList(0, to));
            part.end();
        }
        check(BATCH);
    }

    @Test
    void overlapOnBothNodes() throws Exception {
        Attempt here = one.begin(KEY);
        Attempt there = other.begin(KEY);
        for (int from = 0; from < 60; from += 5) {
            one.store(here, BATCH.subList(from, from + 5));
            if (from % 2 == 0) {
                other.store(there, BATCH.subList(from / 2, Math.min(60, from / 2 + 5)));
            }
        }
        here.end();
        there.end();
        check(BATCH);
    }

    @Test
    void countOnceForANodeThatBeganBetweenTheTries() throws Exception {
        Attempt again = other.begin(KEY);
        one.deliver(KEY, BATCH);
        try (var late = new SharingNode(settings, RECENT_BYTES)) {
            Place before = late.journal.newest();
            other.store(again, BATCH);
            other.store("web after");
            again.end();
            await(late);
            try (var reader = late.journal.openReader()) {
                reader.seek(before);
                assertThat(texts(read(reader, before))).containsExactly("web after");
            }
            check(with("web after"));
        }
    }

    @Test
    void ofOneProducerStandForAllThatItSentBefore() throws Exception {
        one.deliver(AttemptKey.ofProducer("app", "shipper", 4), texts("four ", 8));
        other.deliver(AttemptKey.ofProducer("app", "shipper", 5), texts("five ", 8));
        awaitAll();
        Attempt earlier = one.begin(AttemptKey.ofProducer("app", "shipper", 4));
        assertThat(earlier.lines()).isEqualTo(Integer.MAX_VALUE);
        earlier.end();
        assertThat(one.deliver(AttemptKey.ofProducer("app", "shipper", 5), texts("five ", 8)))
                .isTrue();
        assertThat(one.deliver(AttemptKey.ofProducer("app", "shipper", 6), texts("six ", 8)))
                .isFalse();
        List<String> all = new ArrayList<>(texts("four ", 8));
        all.addAll(texts("five ", 8));
        all.addAll(texts("six ", 8));
        check(all);
    }

    /** What all readers show, wherever they begin, is these lines, those of each app in order. */
    private void check(List<String> expected) {
        awaitAll();
        List<Event> all = new ArrayList<>();
        for (var reader : live) {
            List<Event> read = read(reader, Place.nowhere(LANES));
            assertLines(read, expected);
            all = read;
        }
        List<Long> ids = all.stream().map(Event::index).sorted().toList();
        assertThat(readFrom(one, Place.nowhere(LANES))).isEqualTo(ids);
        try (var forgetful = new SharingNode(settings, 0)) {
            await(forgetful);
            assertThat(readFrom(forgetful, Place.nowhere(LANES))).isEqualTo(ids);
            long[] ends = topic.ends();
            for (int lane = 0; lane < LANES; lane++) {
                for (long offset = 0; offset < ends[lane]; offset++) {
                    Place behind = RecordIds.place(ends).with(RecordIds.last(lane, offset - 1));
                    List<Long> expectedIds =
                            ids.stream().filter(id -> !behind.covers(id)).toList();
                    for (var node : List.of(one, other, forgetful)) {
                        assertThat(readFrom(node, behind)).isEqualTo(expectedIds);
                    }
                }
            }
        }
    }

    private static List<Long> readFrom(SharingNode node, Place place) {
        try (var reader = node.journal.openReader()) {
            reader.seek(place);
            return read(reader, place).stream().map(Event::index).sorted().toList();
        }
    }

    /** All that is left; no id is missing. */
    private static List<Event> read(JournalReader reader, Place place) {
        List<Event> events = new ArrayList<>();
        var at = new MovingPlace(place);
        for (Block block = reader.next(); block != null; block = reader.next()) {
            assertThat(block.firstIndex()).isEqualTo(at.behind(block.lane()) + 1);
            at.moveTo(block.lastIndex());
            events.addAll(Blocks.events(block));
        }
        return events;
    }

    private static void assertLines(List<Event> read, List<String> expected) {
        assertThat(texts(read)).containsExactlyInAnyOrderElementsOf(expected);
        for (String app : APPS) {
            assertThat(texts(read).stream().filter(text -> text.startsWith(app + " line")))
                    .containsExactlyElementsOf(expected.stream()
                            .filter(text -> text.startsWith(app + " line"))
                            .toList());
        }
    }

    private void awaitAll() {
        await(one);
        await(other);
    }

    private void await(SharingNode node) {
        KafkaNodes.await(node.journal, RecordIds.place(topic.ends()));
    }

    /** How many events the topic has, doubles too. */
    private long events(long[] ends) {
        long[] events = {0};
        try (var old = new OldBlocks(topic, new Beginnings(topic.beginnings()), 1 << 20)) {
            for (int lane = 0; lane < LANES; lane++) {
                old.each(lane, 0, ends[lane], block -> events[0] += PackedBlock.events(block.bytes()));
            }
        }
        return events[0];
    }

    private static List<String> texts(List<Event> events) {
        return events.stream()
                .map(event -> event.app() + " " + new String(event.message(), UTF_8))
                .toList();
    }

    private static List<String> texts(String what, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> APPS[number * 3 % APPS.length] + " line " + what + number)
                .toList();
    }

    private static List<String> with(String... others) {
        List<String> all = new ArrayList<>(BATCH);
        all.addAll(Arrays.asList(others));
        return all;
    }
}
