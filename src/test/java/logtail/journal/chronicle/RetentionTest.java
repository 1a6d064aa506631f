package logtail.journal.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import logtail.runtime.Clock;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of at most 1 MiB or an hour; 16 MiB or a week are kept. */
@Tag("slow")
class RetentionTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int RETAIN_BYTES = 16 << 20;
    private static final int CYCLE_BYTES = 1 << 20;
    private static final int METADATA_BYTES = 384 << 10; // and what is taken ahead of the writer

    private static final Logger LOG = Logger.getLogger(Retention.class.getName());

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path directory;

    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private final byte[] large = Blocks.of("web", nowNs, "m".repeat(100_000));
    private long tickNs;
    private ChronicleJournal journal;

    @BeforeEach
    void listen() {
        LOG.setUseParentHandlers(false);
        LOG.addHandler(log);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(log);
        LOG.setUseParentHandlers(true);
        assertThat(logged).allMatch(line -> line.startsWith("at=journal.retired cycles="));
    }

    @BeforeEach
    void open() {
        journal = ChronicleJournal.open(settings(), () -> nowNs, () -> tickNs);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void holdsItsSizeUnderEndlessAppends() throws Exception {
        reopenForReal();
        for (int i = 0; i < 2_000; i++) {
            appendLarge();
            assertThat(journal.sizeBytes()).isLessThan(RETAIN_BYTES + 2 * CYCLE_BYTES);
            if (i % 100 == 0) {
                assertThat(diskBytes()).isLessThan(RETAIN_BYTES + 2 * CYCLE_BYTES + METADATA_BYTES);
            }
        }
        journal.retire();
        BackgroundResourceReleaser.releasePendingResources();
        assertThat(journal.sizeBytes()).isBetween((long) RETAIN_BYTES - 3 * CYCLE_BYTES, (long) RETAIN_BYTES);
        assertThat(diskBytes()).isBetween(journal.sizeBytes() * 8 / 10, journal.sizeBytes() + METADATA_BYTES);
        assertThat(journal.retiredEvents()).isEqualTo(journal.firstIndex() - 1);
        List<Long> ids = ids(journal.openReader());
        assertThat(ids).hasSize((int) (2_001 - journal.firstIndex()));
        assertThat(ids.getFirst()).isEqualTo(journal.firstIndex());
        assertThat(ids.getLast()).isEqualTo(2_000);
    }

    @Test
    void passesItsLimitByOneFileAtMostWhenOnlyTheWriterSweeps() {
        for (int i = 0; i < 600; i++) {
            appendLarge();
            assertThat(journal.sizeBytes()).isLessThanOrEqualTo(RETAIN_BYTES + CYCLE_BYTES);
        }
    }

    @Test
    void takesWhatIsTooOldButNeverTheNewest() throws IOException {
        for (int hour = 0; hour < 5; hour++) {
            commit(journal, nowNs, "h" + hour, "h" + hour);
            pass(24);
        }
        pass(2 * 24);
        journal.retire();
        assertThat(journal.firstIndex()).as("a week is not over").isEqualTo(1);
        pass(1);
        journal.retire();
        assertThat(journal.firstIndex()).isEqualTo(3);
        assertThat(journal.retiredEvents()).isEqualTo(2);
        assertThat(logged).singleElement().asString().matches(".* cycles=1 events=2 bytes=\\d+ reason=age");
        pass(10_000);
        journal.retire();
        pass(1);
        journal.retire();
        assertThat(readAll(journal.openReader())).containsExactly("9:h4", "10:h4");
        assertThat(cycleFiles()).hasSize(1);
        commit(journal, nowNs, "new");
        journal.retire();
        assertThat(readAll(journal.openReader())).containsExactly("11:new");
        assertThat(journal.retiredEvents()).isEqualTo(10);
    }

    @Test
    void doesNotBelieveAClockThatLeapsForward() {
        commit(journal, nowNs, "a");
        pass(1);
        commit(journal, nowNs, "b");
        nowNs += 1_000 * HOUR_NS;
        commit(journal, nowNs, "c");
        journal.retire();
        assertThat(journal.firstIndex()).isEqualTo(1);
        tickNs += HOUR_NS / 2;
        nowNs -= 1_000 * HOUR_NS; // somebody mends it
        journal.retire();
        pass(1);
        journal.retire();
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:b", "3:c");
        nowNs += 1_000 * HOUR_NS; // and now it is meant
        journal.retire();
        tickNs += HOUR_NS;
        nowNs += HOUR_NS;
        journal.retire();
        assertThat(journal.firstIndex()).isEqualTo(3);
    }

    @Test
    void keepsIdsDenseAndInOrderWhateverTheClockDoes() throws IOException {
        var random = new Random(7);
        List<String> written = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            commit(journal, nowNs, "m" + i);
            written.add(i + ":m" + i);
            if (random.nextInt(3) == 0) {
                nowNs += random.nextInt(-200, 200) * HOUR_NS;
            }
            if (random.nextInt(10) == 0) {
                close();
                open();
            }
        }
        assertThat(readAll(journal.openReader())).isEqualTo(written);
        assertThat(cycleFiles()).hasSizeGreaterThan(20);
        var reader = journal.openReader();
        for (int i = 1; i <= 120; i++) {
            reader.seek(i);
            assertThat(next(reader).firstIndex()).isEqualTo(i);
        }
    }

    @Test
    void movesReadersOutOfWhatIsDeleted() {
        commitHours(5);
        var standing = journal.openReader();
        var behindItsFile = journal.openReader();
        var untouched = journal.openReader();
        var byTime = journal.openReader();
        next(standing);
        next(behindItsFile);
        next(behindItsFile);
        byTime.seekReceived(nowNs - 5 * HOUR_NS);
        pass(7 * 24 - 2);
        journal.retire();
        assertThat(journal.firstIndex()).isEqualTo(7);
        for (var reader : List.of(standing, behindItsFile, untouched, byTime)) {
            assertThat(next(reader).firstIndex()).isEqualTo(7);
            reader.seek(2);
            assertThat(ids(reader)).containsExactly(7L, 8L, 9L, 10L);
        }
    }

    @Test
    void knowsTheOldestIdBeforeAnyReaderMissesOne() throws IOException {
        commitHours(5);
        var reader = journal.openReader();
        next(reader);
        journal.keepFrom(journal.files().cycles()[3]); // what a sweep does before it deletes
        assertThat(journal.firstIndex()).isEqualTo(7);
        assertThat(cycleFiles()).hasSize(5);
        reader.seek(1);
        assertThat(ids(reader)).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void goesOnAfterReopening() {
        for (int i = 0; i < 400; i++) {
            appendLarge();
        }
        journal.retire();
        long before = journal.firstIndex();
        long sizeBytes = journal.sizeBytes();
        close();
        nowNs -= 100 * HOUR_NS;
        open();
        assertThat(journal.firstIndex()).isEqualTo(before).isGreaterThan(1);
        journal.retire(); // the file of the process before is over, and room is left for a whole one
        long firstIndex = journal.firstIndex();
        assertThat(journal.sizeBytes()).isBetween(sizeBytes - 2L * CYCLE_BYTES, (long) RETAIN_BYTES - CYCLE_BYTES);
        assertThat(journal.retiredEvents()).isEqualTo(firstIndex - before);
        appendLarge();
        assertThat(journal.lastIndex()).isEqualTo(401);
        List<Long> ids = ids(journal.openReader());
        assertThat(ids).hasSize((int) (402 - firstIndex));
        for (int i = 0; i < 400; i++) {
            appendLarge();
        }
        assertThat(journal.sizeBytes()).isLessThan(RETAIN_BYTES + 2 * CYCLE_BYTES);
    }

    @Test
    void keepsNoDeletedFileOpenOrMapped() throws IOException {
        reopenForReal();
        try (var stuck = journal.openReader();
                var following = journal.openReader();
                var seeking = journal.openReader()) {
            appendLarge();
            next(stuck);
            long early = 0;
            for (int i = 0; i < 1_500; i++) {
                appendLarge();
                next(following);
                seeking.seek(i * 2L / 3);
                next(seeking);
                if (i == 300) {
                    journal.retire();
                    BackgroundResourceReleaser.releasePendingResources();
                    early = mappings().size();
                }
            }
            journal.retire();
            BackgroundResourceReleaser.releasePendingResources();
            assertThat(mappings()).noneMatch(line -> line.endsWith("(deleted)"));
            assertThat(handles()).noneMatch(target -> target.endsWith("(deleted)"));
            assertThat((long) mappings().size()).isLessThanOrEqualTo(early + 4);
            assertThat(next(stuck).firstIndex()).isEqualTo(journal.firstIndex());
        }
    }

    private JournalSettings settings() {
        return new JournalSettings(
                directory, CYCLE_BYTES, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), RETAIN_BYTES);
    }

    /** With the thread that sweeps, in real time. */
    private void reopenForReal() {
        close();
        journal = ChronicleJournal.open(settings(), Clock.system());
    }

    private void appendLarge() {
        journal.append(large, large.length, Blocks.NOBODY);
        journal.commit();
    }

    private void commitHours(int hours) {
        for (int hour = 0; hour < hours; hour++) {
            commit(journal, nowNs, "one");
            commit(journal, nowNs, "two");
            pass(1);
        }
    }

    private void pass(int hours) {
        nowNs += hours * HOUR_NS;
        tickNs += hours * HOUR_NS;
    }

    private static List<Long> ids(JournalReader reader) {
        List<Long> ids = new ArrayList<>();
        long expected = Journal.NONE;
        for (Block block = reader.next(); block != null; block = reader.next()) {
            assertThat(block.firstIndex()).isGreaterThan(expected);
            expected = block.lastIndex();
            ids.add(block.firstIndex());
        }
        return ids;
    }

    private List<Path> cycleFiles() throws IOException {
        return CycleFiles.all(directory.resolve("journal"));
    }

    /** Of what {@code du} says. */
    private long diskBytes() throws Exception {
        var du = new ProcessBuilder(
                        "du", "-s", "-B1", directory.resolve("journal").toString())
                .start();
        String said = new String(du.getInputStream().readAllBytes(), UTF_8);
        return Long.parseLong(said.substring(0, said.indexOf('\t')));
    }

    private List<String> mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString())).toList();
        }
    }

    private List<String> handles() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.map(RetentionTest::target)
                    .filter(target -> target.contains(directory.toString()))
                    .toList();
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
