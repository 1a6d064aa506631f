package logtail.journal.chronicle;

import static logtail.journal.Blocks.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import logtail.event.Block;
import logtail.journal.FaultyDisk;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.JournalUnreadableException;
import logtail.journal.files.CycleFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal of three files with 30 blocks of one event each, parts of which the disk refuses to read. */
@Timeout(60)
@Tag("slow")
class UnreadableTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int FILES = 3;
    private static final int BLOCKS = 30;
    private static final int ALL = FILES * BLOCKS;

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private long nowNs = 1_800_000_000L * 1_000_000_000L;

    @BeforeEach
    void write() {
        try (var journal = open()) {
            for (int i = 1; i <= ALL; i++) {
                commit(journal, nowNs, "m".repeat(10_000) + "<" + i + ">" + "m".repeat(10_000));
                nowNs += i % BLOCKS == 0 && i < ALL ? HOUR_NS : 1;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 30, 31, 45, 60, 61, 75, 89})
    void aBadPageCostsItsBlockIsToldOnceAndNothingElse(int bad) throws IOException {
        disk.refusePageOf(directory, "<" + bad + ">");
        try (var journal = open();
                var reader = journal.openReader()) {
            List<Long> kept = new ArrayList<>();
            assertThat(readAll(reader, kept)).isEqualTo(1);
            assertThat(kept)
                    .isEqualTo(LongStream.rangeClosed(1, ALL)
                            .filter(id -> id != bad)
                            .boxed()
                            .toList());
            assertThat(journal.damagedPlaces()).isEqualTo(1);
            commit(journal, nowNs, "new");
            assertThat(journal.lastIndex()).isEqualTo(ALL + 1);
            assertThat(reader.next()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aWholeFileThatIsRefusedEndsNothingAndIsGivenUpSoon(int bad) throws IOException {
        Path file = CycleFiles.all(directory.resolve("journal")).get(bad);
        disk.refuse(file, 0, Long.MAX_VALUE / 2);
        try (var journal = open();
                var reader = journal.openReader()) {
            assertThat(journal.lastIndex()).isEqualTo(ALL);
            assertThat(journal.firstIndex()).isEqualTo(bad == 0 ? BLOCKS + 1 : 1);
            List<Long> kept = new ArrayList<>();
            assertThat(readAll(reader, kept)).isLessThanOrEqualTo(1);
            assertThat(kept).hasSize(ALL - BLOCKS).noneMatch(id -> (id - 1) / BLOCKS == bad);
            journal.retire();
            assertThat(journal.sizeBytes()).isPositive();
            commit(journal, nowNs, "new");
            assertThat(journal.lastIndex()).isEqualTo(ALL + 1);
        }
        assertThat(disk.refused())
                .as("failing reads, each of which may take a second")
                .isLessThan(500);
    }

    @Test
    void retentionTakesAFileThatCannotBeRead() throws IOException {
        disk.refuse(CycleFiles.all(directory.resolve("journal")).getFirst(), 0, Long.MAX_VALUE / 2);
        nowNs += TimeUnit.DAYS.toNanos(8);
        try (var journal = open()) {
            commit(journal, nowNs, "new");
            journal.retire();
            assertThat(journal.firstIndex()).isEqualTo(ALL + 1);
            assertThat(CycleFiles.all(directory.resolve("journal"))).hasSize(1);
        }
    }

    @Test
    void theOldestIdIsKnownWithoutReadingOnTheCallersThread() {
        Thread caller = Thread.currentThread();
        var isAsking = new AtomicBoolean();
        disk.beforeReads(() -> assertThat(isAsking.get() && Thread.currentThread() == caller)
                .as("a read by whoever asks for the oldest id")
                .isFalse());
        try (var journal = open()) {
            isAsking.set(true);
            assertThat(journal.firstIndex()).isEqualTo(1);
            isAsking.set(false);
        }
        nowNs += TimeUnit.DAYS.toNanos(8);
        try (var journal = open()) {
            commit(journal, nowNs, "new");
            journal.retire();
            isAsking.set(true);
            assertThat(journal.firstIndex()).isEqualTo(ALL + 1);
            isAsking.set(false);
        }
    }

    @Test
    void aSeekByTimePassesABadPlaceAndTheNextCallTellsIt() throws IOException {
        disk.refusePageOf(directory, "<31>"); // the first of its file
        try (var journal = open();
                var reader = journal.openReader()) {
            reader.seekReceived(1_800_000_000L * 1_000_000_000L + BLOCKS - 1 + HOUR_NS);
            assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
            assertThat(reader.next()).isNotNull().extracting(Block::firstIndex).isEqualTo(32L);
        }
    }

    @Test
    void isToldAgainToWhoeverSeeksAgain() throws IOException {
        disk.refusePageOf(directory, "<5>");
        try (var journal = open();
                var reader = journal.openReader()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                reader.seek(5);
                assertThatThrownBy(reader::next)
                        .isInstanceOf(JournalUnreadableException.class)
                        .hasMessageContaining("Input/output error")
                        .hasMessageContaining("LOGTAIL_DATA");
                assertThat(reader.next())
                        .isNotNull()
                        .extracting(Block::firstIndex)
                        .isEqualTo(6L);
            }
        }
    }

    @Test
    void theNewestBlockThatIsRefusedIsToldOnceAndThenThereIsNoMore() throws IOException {
        disk.refusePageOf(directory, "<" + ALL + ">");
        try (var journal = open();
                var reader = journal.openReader()) {
            assertThat(journal.lastIndex()).isEqualTo(ALL);
            List<Long> kept = new ArrayList<>();
            assertThat(readAll(reader, kept)).isEqualTo(1);
            assertThat(kept).hasSize(ALL - 1);
            assertThat(reader.next()).isNull();
            commit(journal, nowNs, "new");
            assertThat(reader.next()).isNotNull().extracting(Block::firstIndex).isEqualTo(ALL + 1L);
        }
    }

    /** How often something was refused until the end came. */
    private static int readAll(JournalReader reader, List<Long> ids) {
        int told = 0;
        while (true) {
            try {
                Block block = reader.next();
                if (block == null) {
                    return told;
                }
                ids.add(block.firstIndex());
            } catch (JournalUnreadableException e) {
                assertThat(++told).isLessThan(10);
            }
        }
    }

    private ChronicleJournal open() {
        var settings = new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 1 << 30);
        return ChronicleJournal.open(settings, disk, () -> nowNs, System::nanoTime);
    }
}
