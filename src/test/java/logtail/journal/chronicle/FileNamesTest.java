package logtail.journal.chronicle;

import static logtail.journal.Blocks.commit;
import static logtail.journal.Blocks.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.event.Block;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.JournalScan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of the journal's files: when they were begun, and those of earlier versions, which counted hours. */
class FileNamesTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    @TempDir
    private Path directory;

    private long nowNs =
            TimeUnit.SECONDS.toNanos(Instant.parse("2026-11-29T20:24:10Z").getEpochSecond());
    private int events;

    @Test
    void tellWhenAFileWasBegunAlsoAfterRestartsAndWhenHoursPass() throws IOException {
        write(2);
        nowNs += TimeUnit.MINUTES.toNanos(3);
        write(2);
        write(1);
        assertThat(names())
                .containsExactly("20261129-2024", "20261129-2124", "20261129-2227", "20261129-2327", "20261130-0027");
    }

    @Test
    void runAheadNoLongerThanFilesAreBegunWithinAMinute() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var journal = open()) {
                commit(journal, nowNs, "m" + ++events);
            }
        }
        nowNs += HOUR_NS;
        write(1);
        assertThat(names()).containsExactly("20261129-2024", "20261129-2025", "20261129-2026", "20261129-2124");
    }

    @Test
    void ofEarlierVersionsAreReadInOrderAndGoWithRetention() throws IOException {
        write(3);
        List<Path> files = CycleFiles.all(directory.resolve("journal"));
        rename(files.get(0), "20261129-20F");
        rename(files.get(1), "20261129-21F");
        rename(files.get(2), "20261130-02F"); // ahead of the time, as they were
        write(2);
        assertThat(names())
                .containsExactly("20261129-20F", "20261129-21F", "20261130-02F", "20261130-0201", "20261130-0202");
        assertThat(scanned()).isEqualTo(IntStream.rangeClosed(1, 5).boxed().toList());
        try (var journal = open();
                var reader = journal.openReader()) {
            assertThat(readAll(reader)).hasSize(5);
            reader.seek(3);
            assertThat(readAll(reader)).first().asString().startsWith("3:");
            assertThat(directory.resolve("index/20261130-02F.index")).exists();
            nowNs += 2 * HOUR_NS;
            commit(journal, nowNs, "m6");
            nowNs += 2 * HOUR_NS;
            journal.retire();
            assertThat(names().getFirst()).isEqualTo("20261130-0201");
            assertThat(journal.firstIndex()).isEqualTo(4);
            assertThat(directory.resolve("index/20261130-02F.index")).doesNotExist();
        }
    }

    /** An event in each of so many hours, by one process. */
    private void write(int hours) {
        try (var journal = open()) {
            for (int hour = 0; hour < hours; hour++) {
                commit(journal, nowNs, "m" + ++events);
                nowNs += HOUR_NS;
            }
        }
    }

    private ChronicleJournal open() {
        var settings = new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofHours(6), 16 << 20);
        return ChronicleJournal.open(settings, () -> nowNs, () -> nowNs);
    }

    private void rename(Path file, String name) throws IOException {
        Path index = directory.resolve("index").resolve(nameOf(file) + ".index");
        Files.move(index, index.resolveSibling(name + ".index"));
        Files.move(file, file.resolveSibling(name + ".cq4"));
    }

    private List<Integer> scanned() {
        var ids = new java.util.ArrayList<Integer>();
        try (var scan = JournalScan.open(directory, loss -> {
            throw new AssertionError(loss);
        })) {
            for (Block block = scan.next(); block != null; block = scan.next()) {
                ids.add((int) block.firstIndex());
            }
        }
        return ids;
    }

    private List<String> names() throws IOException {
        return CycleFiles.all(directory.resolve("journal")).stream()
                .map(FileNamesTest::nameOf)
                .toList();
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replace(".cq4", "");
    }
}
