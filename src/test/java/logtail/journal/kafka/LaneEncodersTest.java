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
import org.junit.jupiter.api.Test;

class LaneEncodersTest {
    private static final int LANES = 12;

    /** A block of a lane, and what is in it of which block. */
    private record Finished(int lane, Block block, List<LaneEncoders.Part> parts) {
        List<Event> events() {
            return Blocks.events(block);
        }
    }

    private final List<Finished> finished = new ArrayList<>();
    private final LaneEncoders encoders = new LaneEncoders(LANES, this::keep);

    private void keep(int lane, BlockEncoder block, List<LaneEncoders.Part> parts) {
        byte[] bytes = Arrays.copyOf(block.bytes(), block.lengthBytes());
        Block.sealInLane(bytes, 0, EventId.first(lane, 1), 0, new CRC32C());
        finished.add(new Finished(lane, new Block().wrap(bytes, 0), parts));
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
            encoders.deal(finish(encoder), Blocks.NOBODY);
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
        encoders.deal(block("web", "1", "2"), (first, count) -> told.add("a " + first + " " + count));
        encoders.deal(block("web", "3"), (first, count) -> told.add("b " + first + " " + count));
        encoders.deal(block("api", "4"), (first, count) -> told.add("c " + first + " " + count));
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
        encoders.deal(block("web", texts), (first, count) -> counts.add(count));
        encoders.finish();
        assertThat(finished.stream().map(block -> block.block().count())).containsExactly(4_096, 904);
        tell();
        assertThat(counts).containsExactly(4_096, 904);
        assertThat(textsByApp().get("web")).containsExactly(texts);
    }

    @Test
    void giveALargeEventABlockOfItsOwn() {
        String large = "x".repeat(512 << 10);
        encoders.deal(block("web", "before", large, "after"), Blocks.NOBODY);
        encoders.deal(block("web", "later"), Blocks.NOBODY);
        encoders.finish();
        assertThat(textsByApp().get("web")).containsExactly("before", large, "after", "later");
        assertThat(finished)
                .allSatisfy(block -> assertThat(block.block().lengthBytes()).isLessThan(TopicRules.MOST_RECORD_BYTES));
    }

    @Test
    void putReceiptsBehindTheLastEventInEachLaneThatHasSome() {
        var key = new AttemptKey(1, 2, false);
        var encoder = new BlockEncoder(1 << 20, 64);
        String[] texts = IntStream.range(0, 5_000).mapToObj(Integer::toString).toArray(String[]::new);
        add(encoder, "api", "one");
        for (String text : texts) {
            add(encoder, "web", text);
        }
        encoder.addReceipt(key, 5_001);
        encoders.deal(block("other", "none"), Blocks.NOBODY);
        encoders.deal(finish(encoder), Blocks.NOBODY);
        encoders.finish();
        for (var block : finished) {
            var apps = block.events().stream().map(Event::app).distinct().toList();
            boolean isLast = apps.contains("api") || block.block().count() == 904;
            assertThat(block.block().receiptCount()).as("%s", apps).isEqualTo(isLast ? 1 : 0);
            if (isLast) {
                assertThat(block.block().receiptKey(0)).isEqualTo(key);
                assertThat(block.block().receiptLines(0)).isEqualTo(5_001);
            }
        }
        assertThat(finished).hasSize(4);
    }

    @Test
    void beginABlockWhenThereIsNoRoomForReceipts() {
        for (int i = 0; i < 100; i++) {
            var encoder = new BlockEncoder(64, 64);
            add(encoder, "web", "line " + i);
            encoder.addReceipt(new AttemptKey(i, i, false), 1);
            encoders.deal(finish(encoder), Blocks.NOBODY);
        }
        encoders.finish();
        assertThat(finished.stream().map(block -> block.block().receiptCount())).containsExactly(64, 36);
        assertThat(textsByApp().get("web")).hasSize(100);
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
