package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import logtail.journal.Blocks;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.journal.chronicle.Retired;
import logtail.runtime.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over the real journal while retention deletes what they have not read. */
class RetiredHistoryTest {
    private static final String LONG = " " + "x".repeat(10_000);

    @TempDir
    private Path directory;

    private ChronicleJournal journal;
    private int written;

    @BeforeEach
    void open() {
        var settings = new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 4 << 20);
        journal = ChronicleJournal.open(settings, Clock.system());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void tellsOneGapOfExactlyWhatWasTakenAndGoesOn() {
        write(20);
        var sink = new RecordingSink(3);
        var session = Steps.session(journal, new Query().after(0).following().build(), sink);
        readOn(session);
        assertThat(names(sink)).containsExactly("1", "2", "3");
        write(2_000);
        long first = journal.firstIndex();
        assertThat(first).isGreaterThan(1_000);
        int expected = (int) (3 + 1 + 2_020 - first + 1);
        while (sink.items().size() < expected) {
            int before = sink.items().size();
            sink.take();
            readOn(session);
            assertThat(sink.items().size()).isGreaterThan(before);
        }
        session.close();
        assertThat(names(sink)).hasSize(expected);
        assertThat(names(sink).subList(3, 6))
                .containsExactly("gap 4-%d %d retention".formatted(first - 1, first - 4), "" + first, "" + (first + 1));
        assertThat(names(sink).getLast()).isEqualTo("2020");
    }

    @Test
    void tellsACursorInWhatWasTaken() {
        write(2_000);
        long first = journal.firstIndex();
        var sink = RecordingSink.wide();
        var session = Steps.session(journal, new Query().after(100).build(), sink);
        readOn(session);
        assertThat(names(sink)).startsWith("gap 101-%d %d retention".formatted(first - 1, first - 101), "" + first);
        assertThat(names(sink)).hasSize((int) (2_000 - first + 2));
    }

    private void write(int lines) {
        for (int i = 0; i < lines; i++) {
            Blocks.commit(journal, Clock.system().nowNs(), ++written + LONG);
        }
        Retired.now(journal);
    }

    private static void readOn(TailSession session) {
        while (Steps.read(session)) {
            // until the sink is full or all is read
        }
    }

    private static List<String> names(RecordingSink sink) {
        return sink.messages().stream().map(text -> text.replace(LONG, "")).toList();
    }
}
