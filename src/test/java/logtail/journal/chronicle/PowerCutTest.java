package logtail.journal.chronicle;

import static logtail.journal.Blocks.append;
import static logtail.journal.Blocks.commit;
import static logtail.journal.Blocks.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import logtail.journal.JournalId;
import logtail.journal.JournalSettings;
import logtail.journal.JournalSettings.Sync;
import logtail.journal.files.CycleFiles;
import logtail.runtime.Disk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal is after the power was cut, or only its process killed, at a moment when readers had seen all of it. */
@Timeout(60)
@Tag("slow")
class PowerCutTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    @TempDir
    private Path root;

    private long nowNs = 1_800_000_000L * 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.9})
    void idsThatReadersSawAreNeverGivenToOtherEvents(double keep) throws IOException {
        for (int seed = 0; seed < 6; seed++) {
            var chance = new Random(seed);
            List<String> seen = new ArrayList<>();
            Path directory = root.resolve("seed" + seed).resolve("life0");
            JournalId id = null;
            for (int life = 1; life <= 3; life++) {
                var disk = new PowerCutDisk(directory);
                Path next = directory.resolveSibling("life" + life);
                try (var journal = open(directory, disk, Sync.NONE)) {
                    assertThat(journal.id()).isEqualTo(id == null ? journal.id() : id);
                    id = journal.id();
                    assertThat(journal.lastIndex()).isGreaterThanOrEqualTo(lastOf(seen));
                    write(journal, life, chance.nextInt(1, 40));
                    List<String> read = readAll(journal.openReader());
                    assertThat(read).as("seed %d", seed).allSatisfy(event -> expectSameId(event, seen));
                    read.stream().filter(event -> !seen.contains(event)).forEach(seen::add);
                    disk.cut(directory, next, keep, chance);
                }
                directory = next;
            }
        }
    }

    @Test
    void givesNoIdTwiceWhenTheNewestBlocksAndTheNoteOfTheNewestIdAreGone() throws IOException {
        var disk = new PowerCutDisk(directory()); // the machine goes on
        long last;
        try (var journal = open(directory(), disk, Sync.NONE)) {
            write(journal, 1, 10);
            last = journal.lastIndex();
        }
        for (Path file : CycleFiles.all(directory().resolve("journal"))) {
            Files.delete(file);
        }
        Files.delete(directory().resolve("newest-id"));
        try (var journal = open(directory(), disk, Sync.NONE)) {
            assertThat(journal.lastIndex()).isGreaterThanOrEqualTo(last);
        }
    }

    @Test
    void tellsNoMoreIdsAsLostThanWereReserved() throws IOException {
        var disk = new PowerCutDisk(directory());
        try (var journal = open(directory(), disk, Sync.NONE)) {
            write(journal, 1, 10);
            disk.cut(directory(), root.resolve("after"), 0, new Random(1));
        }
        try (var journal = open(root.resolve("after"), new PowerCutDisk(root.resolve("after")), Sync.NONE)) {
            assertThat(journal.lastIndex()).isBetween(10L, 10L + (4 << 10));
            long lost = journal.lastIndex();
            commit(journal, nowNs, "new");
            assertThat(readAll(journal.openReader())).containsExactly((lost + 1) + ":new");
            assertThat(journal.firstIndex()).isEqualTo(lost + 1);
        }
    }

    @Test
    void losesNothingThatWasShownWhenEachBatchIsSynced() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            Path directory = root.resolve("seed" + seed);
            Path after = root.resolve("after" + seed);
            var disk = new PowerCutDisk(directory);
            List<String> shown;
            try (var journal = open(directory, disk, Sync.GROUP)) {
                write(journal, 1, 5);
                nowNs += HOUR_NS; // another file
                write(journal, 2, 5);
                shown = readAll(journal.openReader());
                append(journal, nowNs, "never shown");
                disk.cut(directory, after, seed / 10.0, new Random(seed));
            }
            try (var journal = open(after, new PowerCutDisk(after), Sync.GROUP)) {
                List<String> read = readAll(journal.openReader());
                assertThat(read).as("seed %d", seed).startsWith(shown.toArray(String[]::new));
                long last = journal.lastIndex();
                assertThat(last).isEqualTo(read.size());
                commit(journal, nowNs, "new");
                assertThat(journal.lastIndex()).isEqualTo(last + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void idsStayDenseWhenOnlyTheProcessWasKilled(Sync sync) throws IOException {
        var disk = new PowerCutDisk(directory()); // the same machine, without a start in between
        Path after = root.resolve("after");
        try (var journal = open(directory(), disk, sync)) {
            write(journal, 1, 10);
            disk.cut(directory(), after, 1, new Random(1)); // all of it is there
        }
        try (var journal = open(after, disk, sync)) {
            assertThat(journal.lastIndex()).isEqualTo(10);
            commit(journal, nowNs, "new");
            assertThat(readAll(journal.openReader())).hasSize(11).endsWith("11:new");
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void idsStayDenseOverAStopInGoodOrderAndAnotherStartOfTheMachine(Sync sync) throws IOException {
        for (int life = 0; life < 3; life++) {
            try (var journal = open(directory(), new PowerCutDisk(directory()), sync)) {
                assertThat(journal.lastIndex()).isEqualTo(life * 10L);
                write(journal, life, 10);
            }
        }
    }

    @Test
    void aStopInGoodOrderDoesNotLetIdsBeGivenAgainEither() throws IOException {
        var disk = new PowerCutDisk(directory());
        try (var journal = open(directory(), disk, Sync.NONE)) {
            write(journal, 1, 10);
        }
        disk.cut(directory(), root.resolve("after"), 0, new Random(1));
        try (var journal = open(root.resolve("after"), new PowerCutDisk(root.resolve("after")), Sync.NONE)) {
            assertThat(journal.lastIndex()).isEqualTo(10);
        }
    }

    @Test
    void skipsMoreThanCouldBeReservedWhenTheReservationIsNotToBeRead() throws IOException {
        try (var journal = open(directory(), new PowerCutDisk(directory()), Sync.NONE)) {
            write(journal, 1, 3);
        }
        Path reservation = directory().resolve("reserved-ids");
        Files.write(reservation, new byte[(int) Files.size(reservation)]);
        try (var journal = open(directory(), new PowerCutDisk(directory()), Sync.NONE)) {
            assertThat(journal.lastIndex()).isEqualTo(3 + (1 << 24));
        }
    }

    @Test
    void waitsForTheDiskRarelyHoweverManyIdsAreGiven() {
        var disk = new PowerCutDisk(directory());
        try (var journal = open(directory(), disk, Sync.NONE)) {
            int opened = disk.forces();
            for (int block = 0; block < 2_000; block++) {
                append(journal, nowNs, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
                journal.commit();
            }
            assertThat(disk.forces() - opened).isLessThan(6);
        }
    }

    private void write(ChronicleJournal journal, int life, int count) {
        for (int i = 0; i < count; i++) {
            commit(journal, nowNs, "life %d event %d %s".formatted(life, i, "x".repeat(3_000)));
        }
    }

    private static void expectSameId(String event, List<String> seen) {
        String id = event.substring(0, event.indexOf(':') + 1);
        assertThat(seen.stream().filter(one -> one.startsWith(id)).allMatch(event::equals))
                .as("the id of %.40s", event)
                .isTrue();
    }

    private static long lastOf(List<String> seen) {
        return seen.stream()
                .mapToLong(event -> Long.parseLong(event.substring(0, event.indexOf(':'))))
                .max()
                .orElse(0);
    }

    private Path directory() {
        return root.resolve("data");
    }

    private ChronicleJournal open(Path directory, Disk disk, Sync sync) {
        var settings = new JournalSettings(directory, 64 << 10, sync, 1 << 20, Duration.ofDays(7), 1 << 30);
        return ChronicleJournal.open(settings, disk, () -> nowNs, System::nanoTime);
    }
}
