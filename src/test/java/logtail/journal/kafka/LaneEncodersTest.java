package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import logtail.Seeds;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.Blocks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneEncodersTest {
    private static final int LANES = 12;
    private static final AttemptKey KEY = new AttemptKey(1, 2, false);

    /** A block of a lane, and what is in it of which block. */
    private record Finished(int lane, Block block, @Nullable Stamp stamp, List<LaneEncoders.Part> parts) {
        List<Event> events() {
            return Blocks.events(block);
        }
    }

    private final List<Finished> finished = new ArrayList<>();
    private final LaneEncoders encoders = new LaneEncoders(LANES, this::keep);

    private void keep(int lane, BlockEncoder block, @Nullable Stamp stamp, List<LaneEncoders.Part> parts) {
        byte[] bytes = Arrays.copyOf(block.bytes(), block.lengthBytes());
        Block.sealInLane(bytes, 0, EventId.first(lane, 1), 0, new CRC32C());
        finished.add(new Finished(lane, new Block().wrap(bytes, 0), stamp, parts));
    }

    @Test
    void dealEachAppToItsLaneInOrder() {
        var random = new SplittableRandom(Seeds.draw(LaneEncodersTest.class));
        var sent = new HashMap<String, List<String>>();
        int number = 0;
        for (int i = 0; i < 200; i++) {
            var encoder = new BlockEncoder(64 << 10, 64 << 10);
            for (int events = 1 + random.nextInt(50); events > 0; events--) {
                String app = "app-" + random.nextInt(40);
                String text = "line " + number++ + "x".repeat(random.nextInt(800));
                assertThat(add(encoder, app, text)).isTrue();
                sent.computeIfAbsent(app, unused -> new ArrayList<>()).add(text);
            }
            encoders.deal(finish(encoder), null, Blocks.NOBODY);
            if (random.nextInt(10) == 0) {
                encoders.finish();
            }
        }
        encoders.finish();
        assertThat(textsByApp()).isEqualTo(sent);
        assertThat(finished).allSatisfy(block -> {
            assertThat(block.block().lengthBytes()).isLessThan(LaneEncoders.BLOCK_BYTES + 2_000);
            assertThat(block.events())
                    .allSatisfy(event -> assertThat(lane(event.app())).isEqualTo(block.lane()));
        });
    }

    private Map<String, List<String>> textsByApp() {
        var texts = new HashMap<String, List<String>>();
        for (var block : finished) {
            for (var event : block.events()) {
                texts.computeIfAbsent(event.app(), unused -> new ArrayList<>()).add(new String(event.message(), UTF_8));
            }
        }
        return texts;
    }

    @Test
    void tellWhichEventsAreOfWhichBlock() {
        var told = new ArrayList<String>();
        encoders.deal(block("web", "1", "2"), null, (first, count) -> told.add("a " + first + " " + count));
        encoders.deal(block("web", "3"), null, (first, count) -> told.add("b " + first + " " + count));
        encoders.deal(block("api", "4"), null, (first, count) -> told.add("c " + first + " " + count));
        assertThat(finished).isEmpty();
        encoders.finish();
        assertThat(finished).hasSize(2);
        tell();
        assertThat(told).containsExactlyInAnyOrder("a 0 2", "b 2 1", "c 0 1").containsSubsequence("a 0 2", "b 2 1");
        encoders.finish();
        assertThat(finished).hasSize(2);
    }

    @Test
    void fillNoBlockWithMoreThanItsIds() {
        String[] texts = IntStream.range(0, 5_000).mapToObj(Integer::toString).toArray(String[]::new);
        var counts = new ArrayList<Integer>();
        encoders.deal(block("web", texts), null, (first, count) -> counts.add(count));
        encoders.finish();
        assertThat(finished.stream().map(block -> block.block().count())).containsExactly(4_096, 904);
        tell();
        assertThat(counts).containsExactly(4_096, 904);
        assertThat(textsByApp().get("web")).containsExactly(texts);
    }

    @Test
    void giveALargeEventABlockOfItsOwn() {
        String large = "x".repeat(512 << 10);
        encoders.deal(block("web", "before", large, "after"), null, Blocks.NOBODY);
        encoders.deal(block("web", "later"), null, Blocks.NOBODY);
        encoders.finish();
        assertThat(textsByApp().get("web")).containsExactly("before", large, "after", "later");
        assertThat(finished)
                .allSatisfy(block -> assertThat(block.block().lengthBytes()).isLessThan(TopicRules.MOST_RECORD_BYTES));
    }

    @Test
    void stampBlocksOfADeliveryWithItsLinesInTheirLane() {
        var delivery = new LaneTry(KEY, readTo(40), new int[LANES]);
        String[] texts = IntStream.range(0, 5_000).mapToObj(Integer::toString).toArray(String[]::new);
        encoders.deal(block("api", "one"), delivery, Blocks.NOBODY);
        encoders.deal(block("web", texts), delivery, Blocks.NOBODY);
        encoders.deal(block("web", "last"), delivery, Blocks.NOBODY);
        encoders.finish();
        assertThat(stamps("api")).containsExactly(new Stamp(KEY, 1, 1, 40L + lane("api")));
        long readTo = 40L + lane("web");
        assertThat(stamps("web"))
                .containsExactly(new Stamp(KEY, 1, 4_096, readTo), new Stamp(KEY, 4_097, 5_001, readTo));
        assertThat(delivery.hasNew()).isTrue();
    }

    @Test
    void leaveOutWhatIsStoredInItsLane() {
        int[] stored = new int[LANES];
        stored[lane("web")] = 3;
        stored[lane("api")] = 1;
        var delivery = new LaneTry(KEY, readTo(7), stored);
        encoders.deal(block("web", "1", "2"), delivery, Blocks.NOBODY);
        encoders.deal(block("api", "a"), delivery, Blocks.NOBODY);
        assertThat(delivery.hasNew()).isFalse();
        encoders.deal(block("web", "3", "4", "5"), delivery, Blocks.NOBODY);
        encoders.finish();
        assertThat(delivery.hasNew()).isTrue();
        assertThat(finished).hasSize(1);
        assertThat(textsByApp().get("web")).containsExactly("4", "5");
        assertThat(stamps("web")).containsExactly(new Stamp(KEY, 4, 5, 7L + lane("web")));
    }

    @Test
    void putLinesOfADeliveryBesideNoOthers() {
        var one = new LaneTry(KEY, readTo(0), new int[LANES]);
        var other = new LaneTry(new AttemptKey(1, 3, false), readTo(0), new int[LANES]);
        encoders.deal(block("web", "a"), null, Blocks.NOBODY);
        encoders.deal(block("web", "1"), one, Blocks.NOBODY);
        encoders.deal(block("web", "2"), one, Blocks.NOBODY);
        encoders.deal(block("web", "x"), other, Blocks.NOBODY);
        encoders.deal(block("web", "b"), null, Blocks.NOBODY);
        encoders.deal(block("web", "3"), one, Blocks.NOBODY);
        encoders.finish();
        encoders.deal(block("web", "4"), one, Blocks.NOBODY);
        encoders.finish();
        assertThat(finished.stream()
                        .map(block -> block.events().stream()
                                .map(event -> new String(event.message(), UTF_8))
                                .toList()))
                .containsExactly(
                        List.of("a"), List.of("1", "2"), List.of("x"), List.of("b"), List.of("3"), List.of("4"));
        assertThat(stamps("web"))
                .filteredOn(stamp -> stamp != null && stamp.key().equals(KEY))
                .extracting(Stamp::from)
                .containsExactly(1, 3, 4);
    }

    private static long[] readTo(long first) {
        return IntStream.range(0, LANES).mapToLong(lane -> first + lane).toArray();
    }

    private List<@Nullable Stamp> stamps(String app) {
        List<@Nullable Stamp> stamps = new ArrayList<>();
        finished.stream().filter(block -> block.lane() == lane(app)).forEach(block -> stamps.add(block.stamp()));
        return stamps;
    }

    private void tell() {
        finished.forEach(block -> block.parts().forEach(part -> part.appended().onAppended(part.from(), part.count())));
    }

    private static int lane(String app) {
        byte[] bytes = app.getBytes(UTF_8);
        return Lanes.lane(bytes, 0, bytes.length, LANES);
    }

    private static Block block(String app, String... texts) {
        return new Block().wrap(Blocks.of(app, 1, texts), 0);
    }

    private static boolean add(BlockEncoder encoder, String app, String text) {
        var line = new Line();
        line.app.set(Slice.of(app));
        line.message.set(Slice.of(text));
        return encoder.tryAppend(line, 1);
    }

    private static Block finish(BlockEncoder encoder) {
        encoder.finish();
        return new Block().wrap(encoder.bytes(), 0);
    }
}
