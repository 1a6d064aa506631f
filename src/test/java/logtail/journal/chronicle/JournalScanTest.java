package logtail.journal.chronicle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.journal.Blocks.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.Blocks;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;
import logtail.journal.files.Loss.Kind;
import logtail.journal.files.NoJournalException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("slow")
class JournalScanTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int HOURS = 3;
    private static final int BLOCKS_AN_HOUR = 40;
    private static final int EVENTS_AN_HOUR = 2 * BLOCKS_AN_HOUR;

    @TempDir
    private Path directory;

    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private final List<Loss> losses = new ArrayList<>();

    @Test
    void readsEveryBlockOfEveryHour() {
        writeHours();
        assertThat(readAll())
                .hasSize(HOURS * EVENTS_AN_HOUR)
                .startsWith("1:h0b0", "2:h0b0'")
                .endsWith("240:h2b39'");
        assertThat(losses).isEmpty();
        assertThat(JournalScan.ids(directory)).isEqualTo(IdRange.closed(1, 240));
    }

    @Test
    void readsBlocksOfEverySizeAnywhereInAFile() {
        try (var journal = open()) {
            int largest = settings().maxBlockBytes();
            for (int i = 0; i < 60; i++) {
                byte[] block = Blocks.ofLength(largest - i * 37);
                journal.append(block, block.length, Blocks.NOBODY);
                commit(journal, i, "small".repeat(i));
            }
        }
        assertThat(readAll()).hasSize(120);
        assertThat(losses).isEmpty();
    }

    @Test
    void namesABlockWithAFlippedByte() throws IOException {
        writeHours();
        flip(file(1), find(file(1), "h1b7"));
        assertThat(readAll()).hasSize(238).doesNotContain("95:h1b7");
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(loss.file()).isEqualTo(name(1));
            assertThat(loss.excerpt()).isEqualTo(7);
            assertThat(loss.from()).isEqualTo(95);
            assertThat(loss.to()).isEqualTo(96);
            assertThat(loss.what()).contains("checksum");
        });
    }

    @Test
    void tellsTheIdsOfADamagedLastBlockByItsHead() throws IOException {
        writeHours();
        flip(file(2), find(file(2), "h2b39"));
        assertThat(readAll()).hasSize(238);
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.from()).isEqualTo(239);
            assertThat(loss.to()).isEqualTo(240);
        });
    }

    @Test
    void findsTheWayAgainBehindAnyFlippedByte() throws IOException {
        writeHours();
        byte[] bytes = Files.readAllBytes(file(1));
        int from = find(file(1), "h1b10") - 150;
        int to = find(file(1), "h1b12");
        for (int at = from; at < to; at++) {
            flip(file(1), at);
            losses.clear();
            int lost = 240 - readAll().size();
            assertThat(lost).as("events lost by byte %d", at).isBetween(0, 2);
            assertThat(losses.stream().mapToLong(Loss::count).sum()).isEqualTo(lost);
            write(file(1), at, new byte[] {bytes[at]});
        }
        losses.clear();
        assertThat(readAll()).hasSize(240);
        assertThat(losses).isEmpty();
    }

    @Test
    void namesWhatAZeroedPageTook() throws IOException {
        writeHours();
        int at = find(file(1), "h1b20") & -4096;
        write(file(1), at, new byte[4096]);
        int lost = 240 - readAll().size();
        assertThat(lost).isBetween(20, 60);
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(loss.file()).isEqualTo(name(1));
            assertThat(loss.count()).isEqualTo(lost);
        });
    }

    @Test
    void namesAZeroedPageInsideALargeBlock() throws IOException {
        try (var journal = open()) {
            commit(journal, 1, "before");
            commit(journal, 2, "m".repeat(20_000), "n".repeat(20_000));
            commit(journal, 3, "after");
        }
        int at = find(file(0), "m".repeat(9000)) + 6000;
        write(file(0), at & -4096, new byte[4096]);
        assertThat(readAll()).containsExactly("1:before", "4:after");
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.excerpt()).isEqualTo(1);
            assertThat(loss.from()).isEqualTo(2);
            assertThat(loss.to()).isEqualTo(3);
        });
    }

    @Test
    void namesTheIdsOfAMissingFile() throws IOException {
        writeHours();
        Files.delete(file(1));
        assertThat(readAll()).hasSize(160);
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.kind()).isEqualTo(Kind.MISSING);
            assertThat(loss.from()).isEqualTo(81);
            assertThat(loss.to()).isEqualTo(160);
        });
    }

    @Test
    void namesTheIdsOfAMissingLastFile() throws IOException {
        writeHours();
        Files.delete(file(2));
        assertThat(readAll()).hasSize(160);
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.kind()).isEqualTo(Kind.MISSING);
            assertThat(loss.from()).isEqualTo(161);
            assertThat(loss.to()).isEqualTo(240);
        });
    }

    @Test
    void takesFilesMissingAtTheBeginningForRetention() throws IOException {
        writeHours();
        Files.delete(file(0));
        assertThat(readAll()).hasSize(160);
        assertThat(losses).isEmpty();
    }

    @Test
    void tellsFilesThatRetentionTakesMeanwhileFromMissingOnes() throws IOException {
        writeHours();
        var read = new ArrayList<String>();
        try (var scan = JournalScan.open(directory, losses::add)) {
            read.addAll(Blocks.texts(next(scan)));
            Files.delete(file(1));
            Files.delete(file(0));
            readAll(scan, read);
        }
        assertThat(read).hasSize(160);
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.kind()).isEqualTo(Kind.RETENTION);
            assertThat(loss.count()).isEqualTo(80);
        });
    }

    @Test
    void namesACutOffLastFileWhereverItIsCut() throws IOException {
        writeHours();
        byte[] whole = Files.readAllBytes(file(2));
        int end = find(file(2), "h2b39'") + 100;
        for (int cut : new int[] {0, 1, 100, 4096, end / 2, find(file(2), "h2b5"), end - 150}) {
            Files.write(file(2), Arrays.copyOf(whole, cut));
            losses.clear();
            assertThat(readAll()).as("cut at %d", cut).hasSizeBetween(160, 239);
            assertThat(losses).as("cut at %d", cut).singleElement().satisfies(loss -> {
                assertThat(loss.kind()).isEqualTo(Kind.DAMAGED);
                assertThat(loss.file()).isEqualTo(name(2));
                assertThat(loss.from()).isBetween(161L, 240L);
                assertThat(loss.to()).isEqualTo(240);
            });
        }
    }

    @Test
    void missesTheLastBlockThoughItsPlaceLooksUnwritten() throws IOException {
        writeHours();
        int at = find(file(2), "h2b39") - 200;
        write(file(2), at, new byte[500]);
        assertThat(readAll()).hasSizeBetween(230, 238);
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(loss.file()).isEqualTo(name(2));
        });
        losses.clear();
        write(file(2), at - 3000, new byte[8192]);
        assertThat(readAll()).hasSizeBetween(180, 225);
        assertThat(losses).isNotEmpty();
    }

    @Test
    void tellsWhenIdsGoBack() throws IOException {
        writeHours();
        Path copy = file(0).resolveSibling("2099" + name(0).substring(4));
        Files.copy(file(0), copy);
        readAll();
        assertThat(losses).extracting(Loss::kind).containsOnly(Kind.ORDER);
        assertThat(losses.getFirst().file()).isEqualTo(copy.getFileName().toString());
    }

    @Test
    void neverThrowsWhateverIsInTheFiles() throws IOException {
        writeHours();
        byte[] whole = Files.readAllBytes(file(1));
        int end = find(file(1), "h1b39'") + 100;
        var random = new Random(20261124);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
                int at = random.nextInt(end);
                int length = Math.min(end - at, 1 + random.nextInt(i % 3 == 0 ? 3000 : 8));
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, damaged, at, length);
            }
            Files.write(file(1), damaged);
            losses.clear();
            int read = readAll().size();
            long told = losses.stream().mapToLong(Loss::count).sum();
            assertThat(read + told).as("read and told in round %d", round).isEqualTo(240);
        }
    }

    @Test
    void changesNothingAndMakesNothing() throws IOException {
        writeHours();
        var before = attributes();
        readAll();
        JournalScan.ids(directory);
        assertThat(attributes()).isEqualTo(before);
    }

    @Test
    void readsBesideAWriterThatGoesOn() throws Exception {
        try (var journal = open()) {
            var begun = new CountDownLatch(1);
            var failure = new AtomicReference<@Nullable Throwable>();
            var stop = new CountDownLatch(1);
            var writer = new Thread(() -> {
                try {
                    for (int i = 0; stop.getCount() > 0; i++) {
                        commit(journal, nowNs + i, "m".repeat(i % 5000), "n");
                        if (i == 100) {
                            begun.countDown();
                        }
                        if (i % 2000 == 1999) {
                            nowNs += HOUR_NS;
                        }
                    }
                } catch (Throwable e) {
                    failure.set(e);
                    begun.countDown();
                }
            });
            writer.start();
            begun.await();
            for (int round = 0; round < 20; round++) {
                long visible = journal.lastIndex();
                assertThat(countAll()).isGreaterThanOrEqualTo(visible);
                assertThat(losses).isEmpty();
            }
            stop.countDown();
            writer.join();
            assertThat(failure.get()).isNull();
            assertThat(countAll()).isEqualTo(journal.lastIndex());
        }
    }

    @Test
    void startsAtTheFileThatHoldsAnId() {
        writeHours();
        for (long id : new long[] {1, 80, 81, 160, 161, 240, 999}) {
            try (var scan = JournalScan.open(directory, losses::add)) {
                scan.skipFilesBefore(id);
                assertThat(next(scan).firstIndex()).isEqualTo(id < 81 ? 1 : id < 161 ? 81 : 161);
            }
        }
    }

    @Test
    void saysWhenThereIsNoJournal() throws IOException {
        assertThatThrownBy(this::readAll)
                .isInstanceOf(NoJournalException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("LOGTAIL_DATA");
        Files.createDirectory(directory.resolve("journal"));
        assertThatThrownBy(this::readAll).isInstanceOf(NoJournalException.class);
    }

    @Test
    void readsAJournalThatHoldsNothingYet() {
        open().close();
        assertThat(readAll()).isEmpty();
        assertThat(losses).isEmpty();
        assertThat(JournalScan.ids(directory)).isEqualTo(IdRange.closed(1, 0));
    }

    private ChronicleJournal open() {
        return ChronicleJournal.open(settings(), () -> nowNs);
    }

    private JournalSettings settings() {
        return new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 1L << 30);
    }

    private void writeHours() {
        try (var journal = open()) {
            for (int hour = 0; hour < HOURS; hour++) {
                for (int block = 0; block < BLOCKS_AN_HOUR; block++) {
                    String name = "h" + hour + "b" + block;
                    commit(journal, nowNs + block * 1_000L, name, name + "'");
                }
                nowNs += HOUR_NS;
            }
        }
    }

    private List<String> readAll() {
        var read = new ArrayList<String>();
        try (var scan = JournalScan.open(directory, losses::add)) {
            readAll(scan, read);
        }
        return read;
    }

    private static void readAll(JournalScan scan, List<String> read) {
        for (Block block = scan.next(); block != null; block = scan.next()) {
            read.addAll(Blocks.texts(block));
        }
    }

    private long countAll() {
        long count = 0;
        try (var scan = JournalScan.open(directory, losses::add)) {
            for (Block block = scan.next(); block != null; block = scan.next()) {
                count += block.count();
            }
        }
        return count;
    }

    private static Block next(JournalScan scan) {
        Block block = scan.next();
        if (block == null) {
            throw new AssertionError("there is no next block");
        }
        return block;
    }

    private Path file(int number) throws IOException {
        return CycleFiles.all(directory.resolve("journal")).get(number);
    }

    private String name(int number) throws IOException {
        return String.valueOf(file(number).getFileName());
    }

    private Map<String, FileTime> attributes() throws IOException {
        var attributes = new TreeMap<String, FileTime>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                attributes.put(file + " " + Files.size(file), Files.getLastModifiedTime(file));
            }
        }
        return attributes;
    }

    private static int find(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1).indexOf(new String(text.getBytes(UTF_8), ISO_8859_1));
    }

    private static void flip(Path file, int at) throws IOException {
        write(file, at, new byte[] {(byte) (Files.readAllBytes(file)[at] ^ 0x20)});
    }

    private static void write(Path file, int at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
