package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.ForwardingReader;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over the real journal with its index: which blocks they read, and which gaps they report. */
class IndexedHistoryTest {
    private static final int BLOCKS = 1_200;
    private static final int EVERY = 400; // a rare one, the first of its hour
    private static final String LONG = "x".repeat(20_000);

    @TempDir
    private Path directory;

    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private Journal journal;
    private int blocksRead;

    @BeforeEach
    void write() {
        open();
        for (int i = 0; i < BLOCKS; i++) {
            boolean isRare = i % EVERY == EVERY / 2;
            byte[] block = Blocks.of(isRare ? "rare" : "web", nowNs, isRare ? "rare " + i : LONG);
            journal.append(block, block.length, Blocks.NOBODY);
            journal.commit();
            if (i % EVERY == EVERY - 1) {
                nowNs += TimeUnit.HOURS.toNanos(1); // the next file
            }
        }
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void readsOnlyAFewBlocksToFindTheLastOfARareApp() {
        var query = new Query().apps("r?re").lines(3);
        assertThat(read(query)).containsExactly("rare 200", "rare 600", "rare 1000");
        assertThat(blocksRead).isLessThan(80);
        blocksRead = 0;
        assertThat(read(new Query().apps("rare").lines(1))).containsExactly("rare 1000");
        assertThat(blocksRead).isLessThan(40);
        blocksRead = 0;
        assertThat(read(new Query().apps("nobody").lines(9))).isEmpty();
        assertThat(blocksRead).isLessThan(20);
    }

    @Test
    void readsOnlyAFewBlocksToFindWhatAFilterNeeds() {
        assertThat(read(new Query().filter("app=rare 600"))).containsExactly("rare 600");
        assertThat(blocksRead).isLessThan(60);
        blocksRead = 0;
        assertThat(read(new Query().filter("level>=warn"))).isEmpty();
        assertThat(blocksRead).isLessThan(20);
        blocksRead = 0;
        assertThat(read(new Query().filter("app!=web OR app=nobody").lines(1))).containsExactly("rare 1000");
        assertThat(blocksRead).isLessThan(40);
    }

    @Test
    void readsOnlyAFewBlocksOfAllHistory() {
        assertThat(read(new Query().apps("rare"))).containsExactly("rare 200", "rare 600", "rare 1000");
        assertThat(blocksRead).isLessThan(60);
        blocksRead = 0;
        assertThat(read(new Query().apps("rare").after(201))).containsExactly("rare 600", "rare 1000");
        assertThat(blocksRead).isLessThan(60);
        blocksRead = 0;
        assertThat(read(new Query().apps("nobody").after(3))).isEmpty();
        assertThat(blocksRead).isLessThan(20);
    }

    @Test
    void findsTheSameWithoutAnIndex() throws IOException {
        close();
        try (Stream<Path> files = Files.list(directory.resolve("index"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        open();
        assertThat(read(new Query().apps("rare").lines(2))).containsExactly("rare 600", "rare 1000");
        assertThat(read(new Query().apps("rare"))).containsExactly("rare 200", "rare 600", "rare 1000");
    }

    @Test
    void tellsWhatIsLostAmongWhatIsPassedOver() throws IOException {
        close();
        try (Stream<Path> files = Files.walk(directory.resolve("journal"))) {
            List<Path> cycles = files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
            Files.delete(cycles.get(1));
        }
        open();
        assertThat(read(new Query().apps("rare").after(0)))
                .containsExactly("rare 200", "gap 401-800 400 damage", "rare 1000");
        assertThat(blocksRead).isLessThan(60);
        assertThat(read(new Query().apps("rare").lines(9)))
                .containsExactly("rare 200", "gap 401-800 400 damage", "rare 1000");
        assertThat(read(new Query().apps("rare").lines(1))).containsExactly("rare 1000");
        var lastHour = new Query().apps("rare").since(nowNs - TimeUnit.HOURS.toNanos(1));
        assertThat(read(lastHour)).as("lost before the time asked for").containsExactly("rare 1000");
        assertThat(read(lastHour.order(new TailQuery.Order.NewestFirst()))).containsExactly("rare 1000");
    }

    @Test
    void readsOnlyAFewBlocksToFindATimeThatWasReceivedLate() {
        var lines = new Lines();
        lines.begin("web", "", "", Severity.INFO).timeNs = nowNs - TimeUnit.MINUTES.toNanos(90);
        lines.add(nowNs, "late".getBytes(UTF_8)).commitTo(journal);
        for (var order : List.of(new TailQuery.Order.Arrival(), new TailQuery.Order.NewestFirst())) {
            blocksRead = 0;
            assertThat(read(new Query()
                            .order(order)
                            .since(nowNs - TimeUnit.MINUTES.toNanos(100))
                            .until(nowNs - TimeUnit.MINUTES.toNanos(80))))
                    .containsExactly("late");
            assertThat(blocksRead).isLessThan(20);
        }
    }

    @Test
    void endsWhereTheJournalEndedOnArrival() {
        var sink = RecordingSink.wide();
        var query = query(900).build();
        var session = Steps.session(journal, query, sink);
        for (int i = 0; i < 20; i++) {
            Blocks.commit(journal, nowNs, LONG);
        }
        byte[] later = Blocks.of("rare", nowNs, "later");
        journal.append(later, later.length, Blocks.NOBODY);
        journal.commit();
        readAll(session);
        assertThat(sink.messages()).containsExactly("rare 1000");
        assertThat(sink.isEnded()).isTrue();
        assertThat(read(query(900))).containsExactly("rare 1000", "later");
    }

    @Test
    void goesOnWithWhatIsNewBehindWhatWasPassedOver() {
        var sink = RecordingSink.wide();
        var query = new Query().apps("rare").after(1_001).following().build();
        var session = Steps.session(journal, query, sink);
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.LEVEL);
        assertThat(session.position()).isEqualTo(journal.newest());
        byte[] later = Blocks.of("rare", nowNs, "later");
        journal.append(later, later.length, Blocks.NOBODY);
        journal.commit();
        readAll(session);
        session.close();
        assertThat(sink.messages()).containsExactly("later");
    }

    private static Query query(long after) {
        return new Query().apps("rare").after(after);
    }

    private void open() {
        var settings = new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 1L << 30);
        journal = new CountingJournal(ChronicleJournal.open(settings, () -> nowNs));
    }

    private List<String> read(Query query) {
        var sink = RecordingSink.wide();
        var session = Steps.session(journal, query.build(), sink);
        readAll(session);
        return sink.messages();
    }

    private static void readAll(TailSession session) {
        while (Steps.read(session)) {
            // until the end of the journal
        }
    }

    private final class CountingJournal extends ForwardingJournal {
        CountingJournal(Journal target) {
            super(target);
        }

        @Override
        public JournalReader openReader() {
            return new ForwardingReader(super.openReader()) {
                @Override
                public @Nullable Block next() {
                    blocksRead++;
                    return super.next();
                }
            };
        }
    }
}
