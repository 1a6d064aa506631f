package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import logtail.cli.client.UrlQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SpoolTest {
    private static final long READ_AT_NS = 1_700_000_000_000_000_000L;

    @TempDir
    private Path temp;

    private Path directory() {
        return temp.resolve("a").resolve("spool");
    }

    @Test
    void givesBackInOrderWhateverItWasGivenAndLeavesNothing() throws Exception {
        var random = new Random(5);
        try (var spool = Spool.later(directory(), 64 << 20)) {
            int added = 0;
            int taken = 0;
            while (taken < 300) {
                if (added < 300 && random.nextBoolean()) {
                    assertThat(spool.offer(batch(added++))).isTrue();
                } else if (taken < added) {
                    expect(spool.awaitFirst(), taken++);
                    spool.removeFirst();
                }
                assertThat(spool.isEmpty()).isEqualTo(taken == added);
            }
        }
        assertThat(directory()).doesNotExist();
    }

    @Test
    void whatADeadProcessLeftIsThereAgainWithItsKeysAndWithoutAHalfWrittenEnd() throws Exception {
        try (var spool = Spool.open(directory(), 64 << 20)) {
            for (int i = 0; i < 200; i++) {
                spool.offer(batch(i));
            }
            for (int i = 0; i < 150; i++) {
                spool.awaitFirst();
                spool.removeFirst();
            }
        }
        Files.write(newestFile(), "batch k 1 100 0 ?app=a\nhalf".getBytes(UTF_8), StandardOpenOption.APPEND);
        var found = new ArrayList<String>();
        try (var spool = Spool.open(directory(), 64 << 20)) {
            spool.offer(batch(200));
            while (!spool.isEmpty()) {
                found.add(spool.awaitFirst().key());
                spool.removeFirst();
            }
        }
        int first = Integer.parseInt(found.getFirst().substring(1));
        assertThat(first).as("a file at most is sent again").isBetween(1, 150);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isEqualTo("k" + (first + i));
        }
        assertThat(found.getLast()).isEqualTo("k200");
    }

    @Test
    void isFullAtItsLimitAndHasRoomAgainWhenAFileIsSent() throws Exception {
        try (var spool = Spool.open(directory(), 2 << 20)) {
            int added = 0;
            while (spool.offer(batch(added))) {
                added++;
            }
            assertThat(sizeOfFiles()).isBetween((2L << 20) - 30_000, 2L << 20);
            while (!spool.offer(batch(added))) {
                spool.awaitFirst();
                spool.removeFirst();
            }
            assertThat(spool.fits(new ShippedBatch("k", new UrlQuery(), new byte[3 << 20], 1, 7)))
                    .isFalse();
        }
    }

    @Test
    void sendsTheSoundBatchesBehindADamagedOneAndKeepsACopyOfTheFile() throws Exception {
        fill(20);
        damage(files().getFirst(), 7_000); // in batch 11
        try (var spool = Spool.open(directory(), 64 << 20)) {
            var keys = new ArrayList<String>();
            while (!spool.isEmpty()) {
                keys.add(spool.awaitFirst().key());
                spool.removeFirst();
            }
            assertThat(keys)
                    .hasSize(19)
                    .doesNotContain("k11")
                    .startsWith("k0", "k1")
                    .endsWith("k10", "k12", "k13", "k14", "k15", "k16", "k17", "k18", "k19");
            assertThat(spool.damage()).singleElement().satisfies(damage -> {
                assertThat(damage.places()).isEqualTo(1);
                assertThat(damage.batches()).isEqualTo(8);
                assertThat(damage.bytes()).isBetween(1_100L, 1_200L);
                assertThat(damage.copy()).exists();
                assertThat(damage.toString())
                        .contains(
                                "1 places",
                                "8 batches behind them are",
                                damage.copy().toString());
            });
        }
        assertThat(directory()).as("the copy stays").isNotEmptyDirectory();
    }

    @Test
    void keepsACopyWhenTheLastBatchIsDamaged() throws Exception {
        fill(3);
        Path file = files().getFirst();
        damage(file, Files.size(file) - 1);
        try (var spool = Spool.open(directory(), 64 << 20)) {
            assertThat(spool.pendingLines()).isEqualTo(1 + 2);
            assertThat(spool.damage())
                    .singleElement()
                    .satisfies(damage -> assertThat(damage.batches()).isZero());
        }
    }

    private void fill(int batches) throws IOException {
        try (var spool = Spool.open(directory(), 64 << 20)) {
            for (int i = 0; i < batches; i++) {
                spool.offer(batch(i));
            }
        }
    }

    private static void damage(Path file, long at) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            int b = out.read();
            out.seek(at);
            out.write(b ^ 1);
        }
    }

    @Test
    void keepsWhenTheLinesOfABatchWereReadAndReadsFilesOfBeforeThat() throws Exception {
        try (var spool = Spool.open(directory(), 1 << 20)) {
            spool.offer(batch(1));
        }
        try (var spool = Spool.open(directory(), 1 << 20)) {
            assertThat(spool.awaitFirst().readAtNs()).isEqualTo(READ_AT_NS + 1);
        }
        Path file = files().getFirst();
        String text = Files.readString(file, ISO_8859_1);
        Files.writeString(file, text.replaceFirst(" " + (READ_AT_NS + 1) + "\n", "\n"), ISO_8859_1);
        try (var spool = Spool.open(directory(), 1 << 20)) {
            assertThat(spool.damage()).isEmpty();
            assertThat(spool.awaitFirst().readAtNs()).isZero();
            assertThat(spool.awaitFirst().bytes()).isEqualTo(body(1));
        }
    }

    @Test
    void belongsToOneProcess() throws Exception {
        try (var spool = Spool.open(directory(), 1 << 20)) {
            assertThat(spool.isEmpty()).isTrue();
            assertThatThrownBy(() -> Spool.open(directory(), 1 << 20)).hasMessage("another process uses it");
        }
    }

    private static ShippedBatch batch(int number) {
        return new ShippedBatch(
                "k" + number, new UrlQuery().add("app", "a b"), body(number), number + 1, READ_AT_NS + number);
    }

    private static byte[] body(int number) {
        byte[] bytes = new byte[number * 100];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static void expect(ShippedBatch batch, int number) {
        assertThat(batch.key()).isEqualTo("k" + number);
        assertThat(batch.query()).hasToString("?app=a%20b");
        assertThat(batch.bytes()).isEqualTo(body(number));
        assertThat(batch.lines()).isEqualTo(number + 1);
    }

    private Path newestFile() throws IOException {
        return files().getLast();
    }

    private long sizeOfFiles() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }
}
