package logtail.journal.chronicle;

import static logtail.journal.Blocks.commit;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import logtail.event.Block;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What readers get of a journal of four files with 40 blocks of one event each, after one of the files was damaged while
 * no daemon ran; and that it is opened at once and appended to with new ids.
 */
@Timeout(60)
@Tag("slow")
class DamageTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int FILES = 4;
    private static final int BLOCKS = 40;
    private static final int ALL = FILES * BLOCKS;
    private static final int FIRST_BLOCK_AT = 66_000; // behind Chronicle's head and index tables
    private static final int BLOCK_BYTES = 8_000;
    private static final int MIDDLE = FIRST_BLOCK_AT + BLOCKS / 2 * BLOCK_BYTES;
    private static final long OPENED_WITHIN_NS = TimeUnit.SECONDS.toNanos(5); // Chronicle would wait for 30 s

    @TempDir
    private Path directory;

    private long nowNs = 1_800_000_000L * 1_000_000_000L;

    /** What happens to a file, and how many of its blocks may be gone then, at least and at most. */
    enum Harm {
        FLIPPED_BYTE(1, 1) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                file.seek(MIDDLE);
                int was = file.read();
                file.seek(MIDDLE);
                file.write(was ^ 1);
            }
        },
        ZEROED_PAGE(1, 2) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, MIDDLE, new byte[4096]);
            }
        },
        ZEROED_BLOCKS_WITH_THEIR_LENGTHS(3, 5) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, MIDDLE, new byte[4 * BLOCK_BYTES]);
            }
        },
        GARBAGE(3, 5) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, MIDDLE, noise(4 * BLOCK_BYTES));
            }
        },
        SPACES(3, 5) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, MIDDLE, filled(' '));
            }
        },
        DASHES(3, 5) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, MIDDLE, filled('-'));
            }
        },
        ZERO_DIGITS(3, 5) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, MIDDLE, filled('0'));
            }
        },
        A_LENGTH_OF_HALF_A_GIB(1, 1) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                long at = nextLength(file);
                file.seek(at + 3);
                file.write(1 << 5); // bit 29
            }
        },
        TWO_LENGTHS_OF_HALF_A_GIB(1, 1) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                long at = nextLength(file);
                file.seek(at + 3);
                file.write(1 << 5);
                file.seek(at + 4 + 3);
                file.write(1 << 5);
            }
        },
        CUT_OFF_IN_THE_MIDDLE(19, 21) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                file.setLength(MIDDLE);
            }
        },
        CUT_OFF_BEFORE_THE_FIRST_BLOCK(BLOCKS, BLOCKS) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                file.setLength(50_000);
            }
        },
        EMPTIED(BLOCKS, BLOCKS) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                file.setLength(0);
            }
        },
        HEAD_ZEROED(0, 0) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, 0, new byte[4096]);
            }
        },
        HEAD_GARBLED(0, 0) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, 0, noise(4096));
            }
        },
        INDEX_ZEROED(0, 0) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, 8192, new byte[50_000]);
            }
        },
        INDEX_GARBLED(0, 0) {
            @Override
            void on(RandomAccessFile file) throws IOException {
                overwrite(file, 8192, noise(50_000));
            }
        },
        DELETED(BLOCKS, BLOCKS) {
            @Override
            void on(RandomAccessFile file) {
                // done by the caller
            }
        };

        final int least;
        final int most;

        Harm(int least, int most) {
            this.least = least;
            this.most = most;
        }

        abstract void on(RandomAccessFile file) throws IOException;

        private static void overwrite(RandomAccessFile file, long at, byte[] bytes) throws IOException {
            file.seek(at);
            file.write(bytes);
        }

        private static byte[] filled(char filler) {
            byte[] bytes = new byte[4 * BLOCK_BYTES];
            Arrays.fill(bytes, (byte) filler);
            return bytes;
        }

        /** Where the first block behind the middle has its length, which stands there twice. */
        private static long nextLength(RandomAccessFile file) throws IOException {
            for (long at = MIDDLE; ; at += Integer.BYTES) {
                file.seek(at);
                int word = Integer.reverseBytes(file.readInt());
                if (word > BLOCK_BYTES / 2 && word < 2 * BLOCK_BYTES && Integer.reverseBytes(file.readInt()) == word) {
                    return at;
                }
            }
        }

        private static byte[] noise(int length) {
            byte[] bytes = new byte[length];
            new Random(1).nextBytes(bytes);
            return bytes;
        }
    }

    @BeforeEach
    void write() {
        try (var journal = open()) {
            for (int hour = 0; hour < FILES; hour++) {
                for (int i = 0; i < BLOCKS; i++) {
                    commit(journal, nowNs + i, "m".repeat(BLOCK_BYTES - 200));
                }
                nowNs += HOUR_NS;
            }
        }
        nowNs -= HOUR_NS;
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void servesAllThatIsSoundOfADamagedMiddleFile(Harm harm) throws IOException {
        expectServed(harm, 1);
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void servesAllThatIsSoundOfADamagedOldestFile(Harm harm) throws IOException {
        expectServed(harm, 0);
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void servesAllThatIsSoundOfADamagedNewestFile(Harm harm) throws IOException {
        expectServed(harm, FILES - 1);
    }

    @Test
    void takesAFileThatAKilledProcessOnlyBeganForNothing() throws IOException {
        Path begun = cycleFiles().getLast().resolveSibling("20990101-00F.cq4");
        try (var file = new RandomAccessFile(begun.toFile(), "rw")) {
            file.setLength(1 << 30); // Chronicle makes it as long as it maps before it writes the head
        }
        var losses = new ArrayList<Loss>();
        try (var scan = JournalScan.open(directory, losses::add)) {
            while (scan.next() != null) {
                // only the losses matter
            }
        }
        assertThat(losses).isEmpty();
        try (var journal = open()) {
            journal.retire();
            assertThat(begun).doesNotExist();
            assertThat(read(journal, 1)).hasSize(ALL);
        }
    }

    private void expectServed(Harm harm, int which) throws IOException {
        Path damaged = cycleFiles().get(which);
        if (harm == Harm.DELETED) {
            Files.delete(damaged);
        } else {
            try (var file = new RandomAccessFile(damaged.toFile(), "rw")) {
                harm.on(file);
            }
        }
        long before = System.nanoTime();
        try (var journal = open()) {
            assertThat(System.nanoTime() - before).isLessThan(OPENED_WITHIN_NS);
            assertThat(journal.lastIndex()).isEqualTo(ALL);
            List<Long> kept = read(journal, 1);
            assertThat(kept).isSorted().doesNotHaveDuplicates();
            assertThat(ALL - kept.size()).as("lost blocks").isBetween(harm.least, harm.most);
            assertThat(LongStream.rangeClosed(1, ALL).filter(id -> !kept.contains(id)))
                    .allSatisfy(lost -> assertThat((lost - 1) / BLOCKS).isEqualTo(which));
            for (long id = 1; id <= ALL; id += 7) {
                long wanted = id;
                assertThat(read(journal, id))
                        .isEqualTo(kept.stream().filter(one -> one >= wanted).toList());
            }
            expectAppended(journal, kept);
        }
        try (var journal = open()) {
            assertThat(read(journal, ALL)).endsWith(ALL + 1L, ALL + 2L);
        }
    }

    private void expectAppended(ChronicleJournal journal, List<Long> kept) {
        commit(journal, nowNs + BLOCKS, "new");
        nowNs += HOUR_NS;
        commit(journal, nowNs, "in the next file");
        var all = new ArrayList<>(kept);
        all.addAll(List.of(ALL + 1L, ALL + 2L));
        assertThat(read(journal, 1)).isEqualTo(all);
    }

    private static List<Long> read(ChronicleJournal journal, long from) {
        var ids = new ArrayList<Long>();
        try (var reader = journal.openReader()) {
            reader.seek(from);
            for (Block block = reader.next(); block != null; block = reader.next()) {
                ids.add(block.firstIndex());
            }
        }
        return ids;
    }

    private ChronicleJournal open() {
        var settings = new JournalSettings(
                directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 1 << 30);
        return ChronicleJournal.open(settings, () -> nowNs, System::nanoTime);
    }

    private List<Path> cycleFiles() throws IOException {
        return CycleFiles.all(directory.resolve("journal"));
    }
}
