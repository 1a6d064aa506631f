package logtail.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.IdRange;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.CandidateRanges;
import logtail.journal.Interest;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.JournalScan;
import logtail.journal.index.AppNames;
import logtail.journal.index.IndexedRanges;
import logtail.journal.index.JournalIndex;
import logtail.runtime.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against the events themselves: nothing wanted may lie where the index says that there is nothing. */
@Tag("slow")
class JournalIndexTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int CYCLE_BYTES = 8 << 20;
    private static final Interest RARE = WantedEvents.interest("rare", Severity.DEBUG, Long.MIN_VALUE);

    private final IndexLog log = new IndexLog();

    @TempDir
    private Path directory;

    private final BlockEncoder encoder = new BlockEncoder(256 << 10, 64 << 10);
    private final Line line = new Line();
    private Random random = new Random(1);
    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private long tickNs;
    private ChronicleJournal journal;

    @BeforeEach
    void open() {
        journal = open(directory);
    }

    @AfterEach
    void closeAndListenNoMore() {
        close();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void hidesNothingThatIsWanted(int seed) throws IOException {
        random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            writeRandomly(400);
            expectNothingHidden();
            if (random.nextBoolean()) {
                reopen();
            }
            nowNs += HOUR_NS;
        }
        reopen();
        expectNothingHidden();
        assertThat(log.rebuilt()).isZero();
    }

    @Test
    void leavesOutMostOfWhatARareAppIsNotIn() throws IOException {
        for (int i = 0; i < 600; i++) {
            write(i == 50 || i == 400 ? "rare" : "web", Severity.INFO, 10_000);
        }
        assertThat(possible(RARE)).containsExactly(51L, 401L);
        reopen();
        assertThat(possible(RARE)).containsExactly(51L, 401L);
        write("rare", Severity.ERROR, 10);
        assertThat(possible(RARE)).contains(601L);
        assertThat(possible(WantedEvents.interest("*", Severity.ERROR, Long.MIN_VALUE)))
                .containsExactly(601L);
        assertThat(possible(WantedEvents.interest("*", Severity.DEBUG, nowNs + 1)))
                .containsExactly(601L);
    }

    @Test
    void showsNoMoreThanReadersMaySee() {
        for (int i = 0; i < 100; i++) {
            append("web", Severity.INFO, 10_000);
        }
        assertThat(journal.candidates(RARE).next(1)).isEqualTo(1);
        journal.commit();
        assertThat(journal.candidates(RARE).next(1)).isGreaterThan(80).isLessThanOrEqualTo(101);
    }

    @Test
    void goesOnWhateverIsCutOffItsFile() throws IOException {
        writeRandomly(60);
        close();
        Path file = indexFiles().getFirst();
        byte[] whole = Files.readAllBytes(file);
        List<Event> events = events();
        for (int length = 0; length <= whole.length; length += length < whole.length - 400 ? 97 : 1) {
            Files.write(file, Arrays.copyOf(whole, length));
            expectNothingHiddenByFiles(events);
        }
    }

    @Test
    void doesNotBelieveAByteThatIsFlipped() throws IOException {
        writeRandomly(60);
        close();
        Path file = indexFiles().getFirst();
        byte[] whole = Files.readAllBytes(file);
        List<Event> events = events();
        for (int at = 0; at < whole.length; at += 13) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            expectNothingHiddenByFiles(events);
        }
    }

    @Test
    void makesTheSameAgainOfTheBlocksWhenAllAreGone() throws Exception {
        writeHours(3);
        close();
        List<byte[]> before = contents();
        for (Path file : indexFiles()) {
            Files.delete(file);
        }
        Files.delete(directory.resolve("index"));
        reopen();
        expectNothingHidden();
        log.awaitRebuilt(3);
        close();
        assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
        Files.writeString(indexFiles().getFirst().resolveSibling("of-nothing.index"), "orphan");
        reopen();
        assertThat(indexFiles()).hasSize(3);
        assertThat(log.rebuilt()).isZero();
    }

    @Test
    void doesNotBelieveTheIndexesOfAnotherJournal(@TempDir Path other) throws Exception {
        writeHours(3);
        close();
        List<byte[]> right = contents();
        nowNs -= 3 * HOUR_NS;
        journal = open(other);
        random = new Random(2);
        writeHours(3);
        close();
        List<Path> theirs = indexes(other);
        List<Path> ours = indexes(directory);
        for (int i = 0; i < ours.size(); i++) {
            Files.copy(theirs.get(i), ours.get(i), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        reopen();
        expectNothingHidden();
        log.awaitRebuilt(3);
        expectNothingHidden();
        close();
        assertThat(contents()).usingRecursiveComparison().isEqualTo(right);
    }

    @Test
    void doesNotBelieveWhatOutlivedItsBlocks() throws IOException {
        writeHours(1);
        nowNs -= HOUR_NS;
        Path blocks = journal.files().path(journal.lastCycle());
        byte[] kept = Files.readAllBytes(blocks);
        for (int i = 0; i < 50; i++) {
            write("web", Severity.INFO, 10_000);
        }
        close();
        Path left = CycleFiles.all(directory.resolve("journal")).getLast();
        Files.write(left, kept); // as a power cut may do
        Files.delete(directory.resolve("newest-id")); // so that others get the same ids
        Files.delete(directory.resolve("reserved-ids"));
        reopen();
        for (int i = 0; i < 50; i++) {
            write("rare", Severity.INFO, 10_000);
        }
        expectNothingHidden();
    }

    @Test
    void appendsWhileItsFileCannotBeWritten() throws Exception {
        write("web", Severity.INFO, 10);
        Path file = journal.files().index(journal.lastCycle());
        Files.createDirectories(file);
        for (int i = 0; i < 50; i++) {
            write("web", Severity.INFO, 100_000);
        }
        assertThat(possible(RARE)).isEmpty();
        assertThat(log.entries()).singleElement().asString().startsWith("at=journal.index.failed error=");
        Files.delete(file);
        write("rare", Severity.INFO, 10);
        reopen();
        assertThat(possible(RARE)).containsExactly(102L);
        assertThat(log.entries()).hasSize(1);
    }

    @Test
    void goesWithTheFileThatItDescribes() throws IOException {
        writeHours(4);
        assertThat(journal.candidates(RARE).previous(3, 3).isEmpty()).isFalse();
        long passedNs = Duration.ofDays(7).toNanos() - 3 * HOUR_NS;
        nowNs += passedNs;
        tickNs += 4 * HOUR_NS + passedNs;
        journal.retire();
        assertThat(indexFiles()).hasSize(2);
        long first = journal.firstIndex();
        assertThat(journal.candidates(RARE).next(1))
                .as("lost ids are not passed over")
                .isEqualTo(1);
        assertThat(journal.candidates(RARE).previous(first, 10)).isEqualTo(new IdRange(first - 10, first));
        expectNothingHidden();
    }

    @Test
    void saysThatAnythingIsPossibleOnceAppsAreTooMany() {
        for (int i = 0; i < AppNames.MOST + 100; i += 10) {
            encoder.reset();
            for (int app = 0; app < 10; app++) {
                line.clear();
                line.app.set(Slice.of("app-" + (i + app)));
                line.message.set(Slice.of("m"));
                encoder.tryAppend(line, nowNs);
            }
            commit();
        }
        write("newcomer", Severity.INFO, 10);
        write("app-7", Severity.INFO, 100_000);
        write("app-7", Severity.INFO, 100_000);
        long last = journal.lastIndex();
        expectNothingHidden(
                journal.candidates(WantedEvents.interest("newcomer", Severity.DEBUG, Long.MIN_VALUE)),
                WantedEvents.interest("newcomer", Severity.DEBUG, Long.MIN_VALUE),
                events());
        assertThat(journal.candidates(WantedEvents.interest("app-7", Severity.DEBUG, Long.MIN_VALUE))
                        .previous(last, 10)
                        .isEmpty())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void countsEveryEventOnceByLevelAndByApp(int seed) {
        random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            writeRandomly(200);
            if (random.nextBoolean()) {
                reopen();
            }
            nowNs += HOUR_NS;
        }
        List<Event> events = events();
        int described = WantedEvents.expectRightCounts(journal.stretches(RARE), events, journal.lastIndex() + 1);
        assertThat(described).isGreaterThan(events.size() - 200);
    }

    @Test
    void makesAnIndexOfTheFormBeforeItAgain() throws Exception {
        writeHours(1);
        close();
        List<byte[]> before = contents();
        Path file = indexFiles().getFirst();
        byte[] old = before.getFirst().clone();
        old[4 + 3] = '1'; // LIX1, with a right checksum
        var crc = new CRC32C();
        crc.update(old, 4, 28);
        ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) crc.getValue());
        Files.write(file, old);
        reopen();
        log.awaitRebuilt(1);
        close();
        assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
    }

    private void expectNothingHidden() {
        List<Event> events = events();
        for (String app : List.of("*", "rare", "app-3", "app-29", "nobody")) {
            for (Severity worst : List.of(Severity.DEBUG, Severity.ERROR)) {
                long sinceNs = random.nextBoolean() ? Long.MIN_VALUE : nowNs - random.nextLong(4 * HOUR_NS);
                var interest = WantedEvents.interest(app, worst, sinceNs);
                expectNothingHidden(new IndexedRanges(journal.index(), interest, journal), interest, events);
            }
        }
    }

    private void expectNothingHidden(CandidateRanges ranges, Interest interest, List<Event> events) {
        WantedEvents.expectNoneHidden(ranges, interest, events, journal.lastIndex() + 1, random);
    }

    /** The ids that a search backwards would read, where it may read a range of its own. */
    private List<Long> possible(Interest interest) {
        var ranges = journal.candidates(interest);
        List<Event> wanted = new ArrayList<>();
        long read = 0;
        for (long before = journal.lastIndex() + 1; before > 1; ) {
            IdRange ids = ranges.previous(before, 1_000);
            read += ids.end() - ids.first();
            for (Event event : events()) {
                if (event.index() >= ids.first()
                        && event.index() < ids.end()
                        && WantedEvents.isSelected(event, interest)) {
                    wanted.add(event);
                }
            }
            before = ids.first();
        }
        assertThat(read)
                .as("an indexed range for each, and the unfinished one")
                .isLessThanOrEqualTo((wanted.size() + 1) * 7L);
        return wanted.stream().map(Event::index).sorted().toList();
    }

    private static List<Path> indexes(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("index"))) {
            return files.sorted().toList();
        }
    }

    /** Of a journal that is closed. */
    private void expectNothingHiddenByFiles(List<Event> events) throws IOException {
        var files = CycleFiles.takeOver(Disk.REAL, directory.resolve("journal"));
        try (var index = JournalIndex.open(files)) {
            expectNothingHidden(new IndexedRanges(index, RARE, journal), RARE, events);
        }
    }

    private void writeHours(int hours) {
        for (int hour = 0; hour < hours; hour++) {
            writeRandomly(100);
            nowNs += HOUR_NS;
        }
    }

    private void writeRandomly(int blocks) {
        for (int i = 0; i < blocks; i++) {
            encoder.reset();
            int events = 1 + random.nextInt(10);
            for (int event = 0; event < events; event++) {
                int app = (int) Math.abs(random.nextGaussian() * 8);
                boolean isRare = random.nextInt(500) == 0;
                add(
                        isRare ? "rare" : "app-" + app,
                        random.nextInt(50) == 0 ? Severity.ERROR : Severity.INFO,
                        random.nextInt(4_000));
            }
            nowNs += random.nextLong(1_000_000_000L);
            commit();
        }
    }

    private void write(String app, Severity severity, int messageBytes) {
        append(app, severity, messageBytes);
        journal.commit();
    }

    private void append(String app, Severity severity, int messageBytes) {
        encoder.reset();
        for (int left = messageBytes; left > 0; left -= 50_000) {
            add(app, severity, Math.min(left, 50_000));
        }
        encoder.finish();
        journal.append(encoder.bytes(), encoder.lengthBytes(), Blocks.NOBODY);
    }

    private void add(String app, Severity severity, int messageBytes) {
        line.clear();
        line.app.set(Slice.of(app));
        line.severity = severity.code();
        line.message.set(Slice.of("m".repeat(messageBytes)));
        assertThat(encoder.tryAppend(line, nowNs)).isTrue();
    }

    private void commit() {
        encoder.finish();
        journal.append(encoder.bytes(), encoder.lengthBytes(), Blocks.NOBODY);
        journal.commit();
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        try (var scan = JournalScan.open(directory, loss -> {})) {
            for (Block block = scan.next(); block != null; block = scan.next()) {
                events.addAll(Blocks.events(block));
            }
        }
        return events;
    }

    private void close() {
        journal.close();
    }

    private void reopen() {
        close();
        journal = open(directory);
    }

    private ChronicleJournal open(Path where) {
        var settings = new JournalSettings(
                where, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 16L * CYCLE_BYTES);
        return ChronicleJournal.open(settings, () -> nowNs, () -> tickNs);
    }

    private List<Path> indexFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("index"))) {
            return files.sorted().toList();
        }
    }

    private List<byte[]> contents() throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : indexFiles()) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }
}
