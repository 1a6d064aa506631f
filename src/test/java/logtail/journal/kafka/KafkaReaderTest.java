package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import logtail.Seeds;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaReaderTest {
    private static final int LANES = 3;
    private static final long TIME_MS = 1_000_000;

    private final RandomGenerator choices = new SplittableRandom(Seeds.draw(getClass()));
    private final FakeLanes lanes = new FakeLanes(LANES);
    private long timeMs = TIME_MS;
    private int toldTwice;

    @AfterEach
    void leavesNoConsumer() {
        assertThat(lanes.openConsumers()).isZero();
    }

    @Test
    void mergesWhatIsOldWithWhatIsRecent() {
        write(100);
        RecentBlocks recent = recent(1 << 20);
        write(100);
        show(recent);
        for (int seek = 0; seek < 20; seek++) {
            long[] from = new long[LANES];
            long[] behind = new long[LANES];
            for (int lane = 0; lane < LANES; lane++) {
                from[lane] = choices.nextLong(lanes.ends()[lane] + 1);
                behind[lane] = RecordIds.last(lane, from[lane] - 1);
            }
            try (var reader = reader(recent)) {
                reader.seek(Place.of(behind));
                assertThat(ids(reader)).isEqualTo(lanes.inOrder(from));
                assertThat(lanes.openConsumers()).isZero();
            }
        }
    }

    @Test
    void readsWhatIsRecentWithoutAConsumer() {
        write(50);
        RecentBlocks recent = recent(1 << 20);
        write(50);
        long[] from = recent.seen().ends();
        show(recent);
        try (var reader = reader(recent)) {
            reader.seek(behind(from));
            assertThat(ids(reader)).isEqualTo(lanes.inOrder(from));
        }
        assertThat(lanes.consumers()).isZero();
    }

    @Test
    void readsOneLaneAlone() {
        write(100);
        var one = new BitSet();
        one.set(1);
        try (var reader = new KafkaReader(lanes, recent(0), new Beginnings(lanes.beginnings()), one)) {
            assertThat(ids(reader))
                    .isEqualTo(lanes.inOrder(new long[LANES]).stream()
                            .filter(id -> EventId.lane(id) == 1)
                            .toList());
        }
    }

    @Test
    void goesOnByArrivalBehindTheEndsThatItNoted() {
        write(30);
        RecentBlocks recent = recent(1 << 20);
        try (var reader = reader(recent)) {
            assertThat(ids(reader)).hasSize(30);
            lanes.append(0, timeMs + 5, "late");
            lanes.append(2, timeMs, "early");
            long[] ends = lanes.ends();
            lanes.show(0, ends[0] - 1, ends[0], recent);
            lanes.show(2, ends[2] - 1, ends[2], recent);
            assertThat(ids(reader)).containsExactly(RecordIds.first(0, ends[0] - 1), RecordIds.first(2, ends[2] - 1));
        }
    }

    @Test
    void losesAndDoublesNothingWhileBlocksArriveAndAreForgotten() {
        for (int round = 0; round < 50; round++) {
            var topic = new FakeLanes(LANES);
            var recent = new RecentBlocks(new long[LANES], choices.nextLong(30_000));
            List<Long> read = new ArrayList<>();
            try (var reader = new KafkaReader(topic, recent, new Beginnings(topic.beginnings()), allLanes())) {
                for (int step = 0; step < 1_000; step++) {
                    if (choices.nextInt(3) > 0) {
                        topic.append(choices.nextInt(LANES), ++timeMs, "m".repeat(choices.nextInt(900)));
                    }
                    if (choices.nextInt(20) == 0) {
                        show(topic, recent);
                    }
                    if (choices.nextInt(2) == 0) {
                        next(reader, read);
                    }
                }
                show(topic, recent);
                while (next(reader, read)) {}
            }
            assertThat(read).containsExactlyInAnyOrderElementsOf(topic.inOrder(new long[LANES]));
            for (int lane = 0; lane < LANES; lane++) {
                int wanted = lane;
                assertThat(read.stream().filter(id -> EventId.lane(id) == wanted))
                        .isSorted();
            }
        }
    }

    @Test
    void goesOnWhereALaneBeginsThatRetentionCut() {
        write(60);
        RecentBlocks recent = recent(0);
        var beginnings = new Beginnings(lanes.beginnings());
        lanes.forget(0, 5);
        lanes.forget(2, lanes.ends()[2]);
        try (var reader = new KafkaReader(lanes, recent, beginnings, allLanes())) {
            assertThat(ids(reader)).isEqualTo(lanes.inOrder(new long[LANES]));
        }
        assertThat(beginnings.of(0)).isEqualTo(5);
    }

    @Test
    void passesOverDamagedRecordsHoweverManyThereAre() {
        lanes.append(0, 1, "a");
        for (int i = 0; i < 70; i++) {
            lanes.append(0, 2, new byte[] {1, 2, 3});
        }
        lanes.append(0, 3, "c");
        try (var reader = reader(recent(0))) {
            assertThat(reader.next()).isNotNull();
            assertThat(ids(reader)).containsExactly(RecordIds.first(0, 71));
        }
    }

    @Test
    void goesOnWhenKafkaAnswersAgain() {
        write(20);
        lanes.refuse(new KafkaException("no"), 0);
        try (var reader = reader(recent(0))) {
            assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
            assertThat(ids(reader)).hasSize(20);
        }
    }

    @Test
    void showsLinesOfADeliveryOnceFromAnyOffset() {
        for (int round = 0; round < 30; round++) {
            var topic = new FakeLanes(LANES);
            for (int block = 0; block < 60; block++) {
                appendTry(topic, choices.nextInt(LANES), choices.nextInt(3));
            }
            List<String> all = shown(topic, new long[LANES]);
            assertThat(all).hasSizeGreaterThan(20);
            for (int seek = 0; seek < 20; seek++) {
                long[] from = new long[LANES];
                for (int lane = 0; lane < LANES; lane++) {
                    from[lane] = choices.nextLong(topic.ends()[lane] + 1);
                }
                Place behind = behind(from);
                assertThat(shown(topic, from))
                        .isEqualTo(all.stream()
                                .filter(text -> !behind.covers(Long.parseLong(text.substring(0, text.indexOf(':')))))
                                .toList());
            }
        }
        assertThat(toldTwice).isPositive();
    }

    /** One of a node that has read up to anywhere, and knows what is stored there. */
    private void appendTry(FakeLanes topic, int lane, int number) {
        var key = new AttemptKey(number, 0, false);
        long end = topic.ends()[lane];
        long readTo = Math.max(0, end - choices.nextInt(10));
        int from = 1 + topic.stored(lane, key, readTo);
        int to = from + choices.nextInt(4);
        toldTwice += from <= topic.stored(lane, key, end) ? 1 : 0;
        String[] texts = IntStream.rangeClosed(from, to)
                .mapToObj(line -> "key %d line %d".formatted(number, line))
                .toArray(String[]::new);
        topic.append(lane, ++timeMs, new Stamp(key, from, to, readTo), texts);
    }

    private List<String> shown(FakeLanes topic, long[] from) {
        List<String> texts = new ArrayList<>();
        Set<String> lines = new HashSet<>();
        long[] next = from.clone();
        try (var reader = new KafkaReader(
                topic, new RecentBlocks(topic.ends(), 0), new Beginnings(topic.beginnings()), allLanes())) {
            reader.seek(behind(from));
            for (Block block = reader.next(); block != null; block = reader.next()) {
                assertThat(block.firstIndex()).isEqualTo(RecordIds.first(block.lane(), next[block.lane()]++));
                for (String text : Blocks.texts(block)) {
                    texts.add(text);
                    assertThat(lines.add(block.lane() + text.substring(text.indexOf(':'))))
                            .isTrue();
                }
            }
        }
        assertThat(next).isEqualTo(topic.ends());
        assertThat(topic.openConsumers()).isZero();
        return texts;
    }

    @Test
    void tellsAgainWhatItCouldNotLookBackFor() {
        var key = new AttemptKey(1, 1, false);
        lanes.append(0, 1, new Stamp(key, 1, 2, 0), "1", "2");
        lanes.append(0, 2, new Stamp(key, 1, 3, 0), "1", "2", "3");
        lanes.append(0, 3, "after");
        try (var reader = reader(recent(0))) {
            reader.seek(RecordIds.first(0, 1));
            lanes.refuse(new KafkaException("no"), 1);
            assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
            assertThat(Blocks.readAll(reader))
                    .containsExactly(RecordIds.first(0, 1) + 2 + ":3", RecordIds.first(0, 2) + ":after");
        }
    }

    @Test
    void seeksByTimeWithAMarginForClocks() {
        for (int second = 0; second < 100; second++) {
            lanes.append(second % LANES, TIME_MS + second * 1_000L, "at " + second);
        }
        try (var reader = reader(recent(0))) {
            reader.seekReceived((TIME_MS + 50_000) * 1_000_000);
            assertThat(ids(reader)).isEqualTo(lanes.inOrder(lanes.offsetsAt(TIME_MS + 40_000)));
            reader.seekReceived((TIME_MS + 50_000) * 1_000_000);
            reader.seek(RecordIds.first(1, 33)); // in its lane alone
            assertThat(ids(reader)).hasSize(40);
        }
    }

    @Test
    void standsAtTheEndWhenItIsSoughtBehindIt() {
        write(20);
        RecentBlocks recent = recent(1 << 20);
        try (var reader = reader(recent)) {
            for (int lane = 0; lane < LANES; lane++) {
                reader.seek(RecordIds.first(lane, 1_000));
            }
            assertThat(reader.next()).isNull();
            lanes.append(1, timeMs, "new");
            show(recent);
            assertThat(ids(reader)).hasSize(1);
        }
    }

    private void write(int blocks) {
        for (int block = 0; block < blocks; block++) {
            timeMs += choices.nextInt(2);
            lanes.append(choices.nextInt(LANES), timeMs, "m" + block);
        }
    }

    /** Of what is appended from now on. */
    private RecentBlocks recent(long mostBytes) {
        return new RecentBlocks(lanes.ends(), mostBytes);
    }

    private void show(RecentBlocks recent) {
        show(lanes, recent);
    }

    private static void show(FakeLanes topic, RecentBlocks recent) {
        long[] shown = recent.seen().ends();
        for (int lane = 0; lane < LANES; lane++) {
            topic.show(lane, shown[lane], topic.ends()[lane], recent);
        }
    }

    private KafkaReader reader(RecentBlocks recent) {
        return new KafkaReader(lanes, recent, new Beginnings(lanes.beginnings()), allLanes());
    }

    private static BitSet allLanes() {
        var all = new BitSet();
        all.set(0, LANES);
        return all;
    }

    private static Place behind(long[] offsets) {
        long[] behind = new long[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            behind[lane] = RecordIds.last(lane, offsets[lane] - 1);
        }
        return Place.of(behind);
    }

    private static List<Long> ids(JournalReader reader) {
        List<Long> ids = new ArrayList<>();
        while (next(reader, ids)) {}
        return ids;
    }

    private static boolean next(JournalReader reader, List<Long> ids) {
        Block block = reader.next();
        if (block != null) {
            ids.add(block.firstIndex());
        }
        return block != null;
    }
}
