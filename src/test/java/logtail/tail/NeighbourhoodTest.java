package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One event with its neighbours of the same process. */
class NeighbourhoodTest {
    private final InMemoryJournal memory = new InMemoryJournal();
    private final ForwardingJournal journal = new ForwardingJournal(memory);
    private final MemoryBudget.Share held = MemoryBudget.Share.of("held", 100_000);

    @AfterEach
    void expectAllToBeGivenBack() {
        assertThat(held.usedBytes()).isZero();
        assertThat(journal.openReaders()).isZero();
    }

    @Test
    void showsTheNearestOfTheSameProcessAndMarksThem() {
        var lines = new Lines();
        for (int i = 1; i <= 3_000; i++) {
            lines.add(i, "web", i % 2 == 0 ? "web.2" : "web.1", "h", Severity.INFO, "line " + i);
            if (i % 7 == 0) {
                lines.commitTo(journal);
            }
        }
        lines.commitTo(journal);
        assertThat(read(2_000, 2, 1, RecordingSink.wide()))
                .containsExactly("~line 1996", "~line 1998", "line 2000", "~line 2002");
        assertThat(read(2_000, 0, 0, RecordingSink.wide())).containsExactly("line 2000");
        assertThat(read(3_000, 1, 9, RecordingSink.wide())).containsExactly("~line 2998", "line 3000");
        assertThat(read(2_000, 400, 0, RecordingSink.wide()))
                .as("farther back than the first window")
                .isEqualTo(IntStream.rangeClosed(600, 1000)
                        .mapToObj(i -> (i == 1000 ? "" : "~") + "line " + 2 * i)
                        .toList());
        assertThat(read(3, 900, 0, RecordingSink.wide())).containsExactly("~line 1", "line 3");
    }

    @Test
    void dropsTheFarthestWhenThereIsNoMemoryForThemAndTellsIt() {
        String filler = "x".repeat(10_000);
        for (int i = 1; i <= 40; i++) {
            Blocks.commit(journal, i, i + filler);
        }
        List<String> shown = read(40, 30, 0, RecordingSink.wide());
        assertThat(shown).startsWith("gap 40-39 0 memory").hasSizeBetween(9, 12);
        assertThat(shown.get(shown.size() - 2)).startsWith("~39x");
        assertThat(shown.getLast()).startsWith("40x");
        assertThat(read(40, 5, 0, RecordingSink.wide())).hasSize(6).noneMatch(item -> item.startsWith("gap"));
    }

    @Test
    void waitsForRoom() {
        for (int i = 1; i <= 9; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
        var sink = new RecordingSink(1);
        assertThat(read(5, 2, 2, sink)).containsExactly("~line 3", "~line 4", "line 5", "~line 6", "~line 7");
        assertThat(sink.isEnded()).isTrue();
    }

    @Test
    void tellsWhatRetentionTook() {
        for (int i = 1; i <= 9; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
        memory.forgetBefore(5);
        assertThat(read(4, 2, 1, RecordingSink.wide())).containsExactly("gap 4-4 1 retention");
        assertThat(read(5, 2, 1, RecordingSink.wide())).containsExactly("line 5", "~line 6");
    }

    @Test
    void givesAllBackWhenItsReaderGoesAway() {
        for (int i = 1; i <= 9; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
        var reading = reading(5, 4, 4, new RecordingSink(2));
        assertThat(Steps.readOn(reading)).isEqualTo(Reading.Progress.FULL);
        assertThat(held.usedBytes()).isPositive();
        reading.cancel();
        assertThat(Steps.readOn(reading)).isEqualTo(Reading.Progress.ENDED);
    }

    private List<String> read(long id, int before, int after, RecordingSink sink) {
        Neighbourhood reading = reading(id, before, after, sink);
        while (Steps.readOn(reading) == Reading.Progress.FULL) {
            sink.take();
        }
        List<String> messages = sink.messages();
        return IntStream.range(0, messages.size())
                .mapToObj(i -> (sink.items().get(i).contains("\"context\":true") ? "~" : "") + messages.get(i))
                .toList();
    }

    private Neighbourhood reading(long id, int before, int after, TailSink sink) {
        return new Neighbourhood(
                journal, View.ALL, id, new TailQuery.Context(before, after), EventFormat.Kind.NDJSON, sink, held);
    }
}
