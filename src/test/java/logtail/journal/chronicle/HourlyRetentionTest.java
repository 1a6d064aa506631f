package logtail.journal.chronicle;

import static logtail.journal.Blocks.commit;
import static logtail.journal.Blocks.next;
import static logtail.journal.Blocks.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two days of an hour's retention, an event every twenty minutes, with the clock moved by hand. */
class HourlyRetentionTest {
    private static final int HOURS = 48;
    private static final int A_FILE = 3; // events
    private static final long STEP_NS = TimeUnit.MINUTES.toNanos(20);
    private static final Logger LOG = Logger.getLogger(Retention.class.getName());

    @TempDir
    private Path directory;

    private long nowNs = TimeUnit.HOURS.toNanos(500_000);
    private ChronicleJournal journal;

    @BeforeEach
    void open() {
        LOG.setLevel(Level.WARNING); // 46 files go, and each is told
        var settings = new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofHours(1), 16 << 20);
        journal = ChronicleJournal.open(settings, () -> nowNs, () -> nowNs);
    }

    @AfterEach
    void close() {
        journal.close();
        LOG.setLevel(null);
    }

    @Test
    void keepsTheLastHourAndAtMostOneMoreAllTheTime() throws IOException {
        var followed = new ArrayList<String>();
        try (var following = journal.openReader();
                var slow = journal.openReader()) {
            for (int id = 1; id <= HOURS * A_FILE; id++) {
                commit(journal, nowNs, "m" + id);
                journal.retire();
                int ageOfFirst = id - (int) journal.firstIndex(); // in steps
                assertThat(ageOfFirst).isBetween(Math.min(id - 1, A_FILE), 2 * A_FILE);
                assertThat(cycleFiles()).hasSizeLessThanOrEqualTo(3);
                followed.addAll(readAll(following));
                if (id % (4 * A_FILE) == 0) {
                    expectOldest(slow);
                }
                nowNs += STEP_NS;
            }
            assertThat(followed)
                    .isEqualTo(IntStream.rangeClosed(1, HOURS * A_FILE)
                            .mapToObj(id -> id + ":m" + id)
                            .toList());
            assertThat(journal.retiredEvents()).isEqualTo(journal.firstIndex() - 1);
            BackgroundResourceReleaser.releasePendingResources();
            assertThat(deletedMappings()).isEmpty();
        }
    }

    /** It stood in a file that is gone since. */
    private void expectOldest(JournalReader slow) {
        assertThat(next(slow).firstIndex()).isEqualTo(journal.firstIndex());
    }

    private List<Path> cycleFiles() throws IOException {
        return CycleFiles.all(directory.resolve("journal"));
    }

    private List<String> deletedMappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString()) && line.endsWith("(deleted)"))
                    .toList();
        }
    }
}
