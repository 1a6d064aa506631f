package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory for held-back events: bounded in bytes, loss reported, returned at the end. */
class HeldMemoryTest {
    private static final String LONG = "x".repeat(10_000);

    private final ForwardingJournal journal = new ForwardingJournal(new InMemoryJournal());
    private final MemoryBudget.Share held = MemoryBudget.Share.of("held", 100_000);
    private final Lines lines = new Lines();

    @AfterEach
    void expectAllToBeGivenBack() {
        assertThat(held.usedBytes()).isZero();
        assertThat(journal.openReaders()).isZero();
    }

    @Test
    void dropsTheOldestContextAndTellsIt() {
        for (int i = 1; i <= 40; i++) {
            Blocks.commit(journal, i, i + LONG);
        }
        Blocks.commit(journal, 41, "needle");
        List<String> shown = read(new Query().filter("needle").context(30, 0));
        assertThat(shown).startsWith("gap 41-40 0 memory").endsWith("needle");
        assertThat(shown).hasSizeBetween(9, 12);
        assertThat(shown.get(shown.size() - 2)).startsWith("40x");
        assertThat(shown.get(1)).startsWith(40 - (shown.size() - 3) + "x");
    }

    @Test
    void tellsNothingWhenThereIsEnough() {
        for (int i = 1; i <= 40; i++) {
            Blocks.commit(journal, i, i + LONG);
        }
        Blocks.commit(journal, 41, "needle");
        assertThat(read(new Query().filter("needle").context(5, 0)))
                .hasSize(6)
                .noneMatch(message -> message.startsWith("gap"));
    }

    @Test
    void boundsContextOverAllProcesses() {
        for (int i = 1; i <= 60; i++) {
            lines.add(i, "web", "web." + i % 20, "h", Severity.INFO, i + LONG.substring(0, 3_000));
            lines.commitTo(journal);
        }
        lines.add(61, "web", "web.1", "h", Severity.INFO, "needle");
        lines.commitTo(journal);
        var sink = RecordingSink.wide();
        var session = session(new Query().filter("needle").context(1_000, 0), sink);
        while (Steps.read(session)) {
            assertThat(held.usedBytes()).isLessThanOrEqualTo(held.limitBytes());
        }
        assertThat(sink.messages()).startsWith("gap 61-60 0 memory").endsWith("needle");
    }

    @Test
    void showsWhatIsHeldForItsTimeEarlyAndMarksWhatComesTooLateForThat() {
        for (int i = 1; i <= 40; i++) {
            lines.begin("web", "", "", Severity.INFO).timeNs = 1_000L + (i % 2 == 0 ? i : -i);
            lines.add(i, (i + LONG).getBytes(UTF_8));
            lines.commitTo(journal);
        }
        var sink = RecordingSink.wide();
        var session = session(new Query().order(new TailQuery.Order.Time(1_000_000)), sink);
        while (Steps.read(session)) {
            assertThat(held.usedBytes()).isLessThanOrEqualTo(held.limitBytes());
        }
        assertThat(sink.messages()).hasSize(40).doesNotHaveDuplicates();
        assertThat(sink.items()).anyMatch(item -> item.contains("\"late\":true"));
    }

    @Test
    void showsInTimeOrderThoughOthersHoldAllThatThereIs() {
        assertThat(held.tryTake(held.limitBytes())).isTrue();
        Blocks.commit(journal, 1, "a", "b");
        assertThat(read(new Query().order(new TailQuery.Order.Time(1_000_000)))).containsExactly("a", "b");
        held.give(held.limitBytes());
    }

    @Test
    void waitsForRoomWithTheRestOfWhatIsHeld() {
        Blocks.commit(journal, 1, "a", "b", "c", "d");
        var sink = new RecordingSink(2);
        var session = session(new Query().order(new TailQuery.Order.Time(1_000_000)), sink);
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.FULL);
        assertThat(sink.messages()).containsExactly("a", "b");
        sink.take();
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.ENDED);
        assertThat(sink.messages()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void givesAllBackWhenItsReaderGoesAway() {
        for (int i = 1; i <= 5; i++) {
            Blocks.commit(journal, i, i + LONG);
        }
        for (Query query : new Query[] {
            new Query().filter("nowhere").context(30, 0).following(),
            new Query().order(new TailQuery.Order.Time(1_000_000)).following()
        }) {
            TailSession session = session(query, RecordingSink.wide());
            assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.LEVEL);
            assertThat(held.usedBytes()).isGreaterThan(40_000);
            session.cancel();
            assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.ENDED);
            assertThat(held.usedBytes()).isZero();
        }
    }

    @Test
    void stopsInsideOfABlockWhenItsReaderDoesNotRead() {
        for (int i = 0; i < 5; i++) {
            var messages = new String[40];
            java.util.Arrays.setAll(messages, number -> LONG);
            Blocks.commit(journal, 1, messages);
        }
        for (Query query : new Query[] {
            new Query(), new Query().filter("x").context(2, 2), new Query().order(new TailQuery.Order.NewestFirst())
        }) {
            var sink = new RecordingSink(1);
            TailSession session = session(query, sink);
            int taken = 0;
            while (Steps.readOn(session) == Reading.Progress.FULL) {
                assertThat(sink.items().size() - taken).as("at once").isBetween(1, 10);
                taken = sink.items().size();
                sink.take();
            }
            assertThat(sink.items()).hasSize(200).doesNotHaveDuplicates();
        }
    }

    @Test
    void readsOnInHistoryWhatTheLiveGroupCouldNotShowOfABlock() {
        var sink = new RecordingSink(1);
        try (var hub = new SteppedHub(journal, () -> 1, () -> 1)) {
            hub.open(new Query().following().build(), sink);
            hub.settle();
            var messages = new String[40];
            java.util.Arrays.setAll(messages, number -> number + LONG);
            Blocks.commit(journal, 1, messages);
            Blocks.commit(journal, 2, "last");
            hub.settle();
            assertThat(sink.items()).hasSizeBetween(1, 10);
            while (sink.items().size() < 41) {
                sink.take();
                hub.settle();
            }
        }
        assertThat(sink.messages()).hasSize(41).doesNotHaveDuplicates().endsWith("last");
    }

    private List<String> read(Query query) {
        var sink = RecordingSink.wide();
        assertThat(Steps.readOn(session(query, sink))).isEqualTo(Reading.Progress.ENDED);
        return sink.messages();
    }

    private TailSession session(Query query, TailSink sink) {
        return new TailSession(journal, View.ALL, query.build(), EventFormat.Kind.NDJSON, sink, held);
    }
}
