package logtail.journal.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.journal.Blocks.append;
import static logtail.journal.Blocks.commit;
import static logtail.journal.Blocks.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.journal.Blocks;
import logtail.journal.FaultyDisk;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import logtail.journal.JournalSettings;
import logtail.journal.OneLaneContractTest;
import logtail.journal.files.CycleFiles;
import logtail.runtime.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalTest extends OneLaneContractTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private long nowNs = 1_800_000_000L * 1_000_000_000L;

    @Override
    protected Journal open() {
        return open(JournalSettings.Sync.NONE, 1 << 20);
    }

    @Override
    protected void refuse(String text) throws IOException {
        disk.refusePageOf(directory, text);
    }

    private Journal open(JournalSettings.Sync sync, long reserveBytes) {
        return ChronicleJournal.open(
                settings(sync, reserveBytes), disk, () -> nowNs, System::nanoTime); // no age but by hand
    }

    private JournalSettings settings(JournalSettings.Sync sync, long reserveBytes) {
        return new JournalSettings(directory, 1 << 20, sync, reserveBytes, Duration.ofDays(7), 1 << 30);
    }

    @Test
    void refusesWhatWouldEatIntoTheReserveAndGoesOnWithTheSameId() {
        commit(journal, 100, "a");
        journal.close();
        long all = 1L << 60;
        journal = open(JournalSettings.Sync.NONE, all);
        assertThatThrownBy(() -> append(journal, 101, "b"))
                .isInstanceOf(JournalFullException.class)
                .hasMessageContaining("LOGTAIL_DISK_RESERVE=" + Sizes.exact(all));
        assertThat(readAll(journal.openReader())).containsExactly("1:a");
        reopen();
        commit(journal, 102, "c");
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:c");
    }

    @Test
    void takesTheSameBlockAgainAfterAFailedWrite() {
        commit(journal, 100, "a");
        disk.failWrites("No space left on device");
        assertThatThrownBy(() -> append(journal, 101, "b"))
                .isInstanceOf(JournalFullException.class)
                .hasMessageContaining("the disk of LOGTAIL_DATA refuses to write")
                .hasMessageContaining(".cq4: ");
        disk.failWrites(null);
        commit(journal, 101, "b");
        commit(journal, 102, "c");
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:b", "3:c");
        reopen();
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:b", "3:c");
    }

    @Test
    void doesNotTakeABrokenDiskForAFullOne() {
        commit(journal, 100, "a");
        disk.failWrites("Input/output error");
        assertThatThrownBy(() -> append(journal, 101, "b"))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("Input/output error");
    }

    @Test
    void keepsItsIdAndGivesOneToAJournalOfAnOlderVersion() throws IOException {
        var id = journal.id();
        reopen();
        assertThat(journal.id()).isEqualTo(id);
        commit(journal, 1, "a");
        journal.close();
        Files.delete(directory.resolve("journal-id"));
        Files.delete(directory.resolve("reserved-ids"));
        journal = open();
        var given = journal.id();
        assertThat(given).isNotEqualTo(id);
        assertThat(readAll(journal.openReader())).containsExactly("1:a");
        reopen();
        assertThat(journal.id()).isEqualTo(given);
    }

    @Test
    void retentionDoesNotWaitForAReaderThatWaitsForItsDisk() throws Exception {
        commitHours(2, 3);
        var reader = (ChronicleReader) journal.openReader();
        assertThat(reader.next()).isNotNull();
        int newest = ((ChronicleJournal) journal).lastCycle();
        var isReading = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        var hasWaitedInVain = new AtomicBoolean();
        disk.beforeReads(() -> {
            isReading.countDown();
            if (!mayGoOn.await(5, TimeUnit.SECONDS)) {
                hasWaitedInVain.set(true);
            }
        });
        Thread reading = Thread.startVirtualThread(() -> {
            reader.seek(1);
            reader.next();
        });
        assertThat(isReading.await(10, TimeUnit.SECONDS)).isTrue();
        reader.leaveBefore(newest); // returns although the other holds the reader
        mayGoOn.countDown();
        assertThat(hasWaitedInVain).as("the other had to end first").isFalse();
        reading.join();
        assertThat(reader.isAtAFile()).as("let go of by the one who read").isFalse();
    }

    @Test
    void keepsTheSameThingsWhenEachBatchIsSynced() {
        journal.close();
        journal = open(JournalSettings.Sync.GROUP, 1 << 20);
        commit(journal, 100, "a", "b");
        nowNs += HOUR_NS; // the next file
        commit(journal, 101, "c");
        append(journal, 102, "not committed, not shown");
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:b", "3:c");
    }

    @Test
    void goesOnWithTheNextIdAfterReopening() {
        commit(journal, 100, "a", "b");
        append(journal, 101, "kept though nobody was told");
        reopen();
        assertThat(journal.lastIndex(0)).isEqualTo(3);
        commit(journal, 50, "c");
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:b", "3:kept though nobody was told", "4:c");
        var reader = journal.openReader();
        reader.seekReceived(102);
        assertThat(reader.next())
                .as("the high water mark is no lower than before")
                .isNull();
        reader.seekReceived(60);
        assertThat(readAll(reader)).hasSize(4);
    }

    @Test
    void findsEveryIdAndTimeAcrossHours() {
        commitHours(6, 50);
        for (int attempt = 0; attempt < 2; attempt++) {
            var reader = journal.openReader();
            for (long index = 1; index <= 600; index++) {
                reader.seek(index);
                var block = Blocks.next(reader);
                assertThat(block.firstIndex()).isEqualTo((index - 1) / 2 * 2 + 1);
                reader.seekReceived(block.maxReceivedNs());
                assertThat(Blocks.next(reader).firstIndex()).isEqualTo((index - 1) / 2 * 2 + 1);
            }
            reader.seek(0);
            assertThat(readAll(reader)).hasSize(600);
            reopen();
        }
    }

    @Test
    void jumpsOverHoursThatRetentionTook() throws IOException {
        commitHours(4, 10);
        var reader = journal.openReader();
        assertThat(reader.next()).isNotNull();
        List<Path> files = cycleFiles();
        Files.delete(files.get(0));
        Files.delete(files.get(1));
        ((ChronicleJournal) journal).files().refresh();
        ((ChronicleJournal) journal).findFirstIndex();
        assertThat(journal.firstIndex(0)).isEqualTo(41);
        reader.seek(5);
        assertThat(readAll(reader)).hasSize(40).startsWith("41:h2b0");
        assertThat(readAll(journal.openReader())).hasSize(40);
    }

    @Test
    void skipsADamagedBlockAndFindsItsNeighbours() throws IOException {
        commit(journal, 1, "whole");
        commit(journal, 2, "sound-one", "damaged-one");
        commit(journal, 3, "after");
        journal.close();
        damage("damaged-one");
        journal = open();
        var reader = journal.openReader();
        assertThat(readAll(reader)).containsExactly("1:whole", "4:after");
        for (long index : new long[] {2, 3, 4}) {
            reader.seek(index);
            assertThat(readAll(reader)).containsExactly("4:after");
        }
    }

    @Test
    void goesOnBehindDamageAtTheEndWithNewIds() throws IOException {
        commit(journal, 1, "whole");
        commit(journal, 2, "torn-one");
        commit(journal, 3, "torn-two");
        journal.close();
        damage("torn-one");
        damage("torn-two");
        journal = open();
        assertThat(journal.lastIndex(0))
                .as("ids that were shown are not given again")
                .isEqualTo(3);
        var reader = journal.openReader();
        append(journal, 4, "new");
        assertThat(readAll(reader)).containsExactly("1:whole");
        journal.commit();
        assertThat(readAll(reader)).containsExactly("4:new");
    }

    @Test
    void showsNoUncommittedBlockInPlaceOfADamagedOne() throws IOException {
        commit(journal, 1, "whole");
        commit(journal, 2, "damaged-one");
        append(journal, 3, "new");
        damage("damaged-one");
        var fromStart = journal.openReader();
        var byId = journal.openReader();
        var byTime = journal.openReader();
        byId.seek(2);
        byTime.seekReceived(2);
        assertThat(readAll(fromStart)).containsExactly("1:whole");
        for (var reader : List.of(fromStart, byId, byTime)) {
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
        }
        journal.commit();
        for (var reader : List.of(fromStart, byId, byTime)) {
            assertThat(readAll(reader)).containsExactly("3:new");
        }
    }

    @Test
    void refusesASecondOpener() {
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("LOGTAIL_DATA");
        commit(journal, 1, "the first one goes on");
        assertThat(readAll(journal.openReader())).hasSize(1);
    }

    @Test
    void takesTheLargestBlockAnywhereInAFile() {
        int largest = settings(JournalSettings.Sync.NONE, 1 << 20).maxBlockBytes();
        for (int i = 0; i < 50; i++) {
            byte[] block = Blocks.ofLength(largest - i);
            journal.append(block, block.length, Blocks.NOBODY);
            commit(journal, i, "small");
        }
        assertThat(readAll(journal.openReader())).hasSize(100);
        assertThatThrownBy(() -> journal.append(new byte[largest + 1], largest + 1, Blocks.NOBODY))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining(String.valueOf(largest));
        commit(journal, 1, "still there");
        assertThat(journal.lastIndex(0)).isEqualTo(101);
    }

    @Test
    void appendsAndReadsWithoutGarbage() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] block = Blocks.of("web", 1, "a message of some length");
        int blocks = 5_000;
        var reader = journal.openReader();
        long allocated = 0;
        for (int round = 0; round < 3; round++) { // the last round counts, warmed up
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < blocks; i++) {
                journal.append(block, block.length, Blocks.NOBODY);
                journal.commit();
                if (reader.next() == null) {
                    throw new AssertionError("block " + i + " is missing");
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated / blocks)
                .as("bytes a block, all of them Chronicle's")
                .isLessThan(256);
    }

    @Test
    void saysThatTheStoreFailedInsteadOfDying() throws IOException {
        commit(journal, 1, "a");
        try (FileChannel channel = FileChannel.open(cycleFiles().getLast(), StandardOpenOption.WRITE)) {
            channel.truncate(4096); // pages of the mapping go away, as on a full or failing disk
        }
        assertThatThrownBy(() -> commit(journal, 2, "b"))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("LOGTAIL_DATA");
        assertThat(journal.lastIndex(0)).isEqualTo(1);
    }

    @Test
    void refusesToAppendOnceClosed() {
        commit(journal, 1, "a");
        journal.close();
        assertThatThrownBy(() -> append(journal, 2, "b")).isInstanceOf(JournalFailedException.class);
        assertThat(journal.lastIndex(0)).isEqualTo(1);
    }

    @Test
    void closesReadersThatWereForgotten() {
        commit(journal, 1, "a");
        var reader = journal.openReader();
        journal.close();
        assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void leavesNoFileOpen() throws IOException {
        for (int i = 0; i < 3; i++) {
            commitHours(3, 5);
            try (var reader = journal.openReader()) {
                assertThat(readAll(reader)).isNotEmpty();
                reader.seek(1);
                assertThat(reader.next()).isNotNull();
            }
            reopen();
        }
        journal.close();
        System.gc();
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(handles.map(ChronicleJournalTest::target)
                            .filter(target -> target.contains(directory.toString())))
                    .isEmpty();
        }
    }

    private void commitHours(int hours, int blocksPerHour) {
        for (int hour = 0; hour < hours; hour++) {
            for (int block = 0; block < blocksPerHour; block++) {
                String name = "h" + hour + "b" + block;
                commit(journal, nowNs + block * 1_000L, name, name + "'");
            }
            nowNs += HOUR_NS;
        }
    }

    private void reopen() {
        journal.close();
        journal = open();
    }

    private List<Path> cycleFiles() throws IOException {
        return CycleFiles.all(directory.resolve("journal"));
    }

    private void damage(String text) throws IOException {
        Path file = cycleFiles().getLast();
        byte[] bytes = Files.readAllBytes(file);
        byte[] wanted = text.getBytes(UTF_8);
        int at = IntStream.range(0, bytes.length - wanted.length)
                .filter(i -> Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length))
                .findFirst()
                .orElseThrow();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[at] ^ 0x20)}), at);
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
