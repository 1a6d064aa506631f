package logtail.journal.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.FaultyDisk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words that claim hundreds of MiB, in files that are long enough for that: no memory is taken for them. */
@Timeout(60)
@Tag("slow")
class DamagedLengthTest {
    private static final long FILE_BYTES = 1100L << 20; // a hole, but for what is put there
    private static final int WORD_BYTES = 4;
    private static final int AHEAD_BYTES = 512 << 10; // twice what is read ahead

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final CRC32C crc = new CRC32C();

    /** Four of these characters, read as a length, are 539 MB to 1 GB. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "-", "0", "?"})
    void textThatStandsWhereALengthIsExpectedIsPassedWithoutTakingItsLength(String filler) throws IOException {
        byte[] text = filler.repeat(200_000).getBytes(US_ASCII);
        try (FileChannel file = sparse()) {
            long at = put(file, 0, block(1, "first"));
            file.write(ByteBuffer.wrap(text), at);
            put(file, at + text.length, block(3, "behind the text"));
        }
        expectBlocks(1, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {29, 28, 27, 26, 25, 24, 23, 22})
    void aFlippedBitInALengthCostsOneBlock(int bit) throws IOException {
        try (FileChannel file = sparse()) {
            long second = put(file, 0, block(1, "first"));
            long third = put(file, second, block(2, "damaged"));
            put(file, third, block(3, "third"));
            flip(file, second, bit);
        }
        expectBlocks(1, 3);
    }

    @Test
    void aLengthThatIsDamagedInTheSameWayTwiceTakesNoMemoryEither() throws IOException {
        try (FileChannel file = sparse()) {
            long second = put(file, 0, block(1, "first"));
            long third = put(file, second, block(2, "damaged"));
            put(file, third, block(3, "third"));
            flip(file, second, 29);
            flip(file, second + WORD_BYTES, 29);
        }
        expectBlocks(1, 3);
    }

    @Test
    void anIndexOfChroniclesOwnThatClaimsHalfAFileIsNotReadWhole() throws IOException {
        try (FileChannel file = sparse()) {
            word(file, 0, 1 << 30 | 600 << 20);
            put(file, WORD_BYTES + (600L << 20), block(1, "behind it"));
        }
        expectBlocks(1);
    }

    private void expectBlocks(long... ids) throws IOException {
        List<Long> read = new ArrayList<>();
        try (var file = new CycleFile(disk, path())) {
            for (var found = file.next(); found != CycleFile.Found.END; found = file.next()) {
                if (found == CycleFile.Found.BLOCK) {
                    read.add(file.block().firstIndex());
                }
            }
        }
        assertThat(read).containsExactly(java.util.Arrays.stream(ids).boxed().toArray(Long[]::new));
        assertThat(disk.largestBuffer()).isLessThanOrEqualTo(AHEAD_BYTES);
    }

    private byte[] block(long id, String message) {
        byte[] bytes = Blocks.of("web", 1, message);
        Block.seal(bytes, 0, id, 1, crc);
        return bytes;
    }

    /** Writes a block with the word before it and returns where the next one goes. */
    private static long put(FileChannel file, long at, byte[] block) throws IOException {
        word(file, at, block.length);
        file.write(ByteBuffer.wrap(block), at + WORD_BYTES);
        return (at + WORD_BYTES + block.length + WORD_BYTES - 1) & -WORD_BYTES;
    }

    private static void flip(FileChannel file, long at, int bit) throws IOException {
        var word = ByteBuffer.allocate(WORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(word, at);
        word(file, at, word.getInt(0) ^ 1 << bit);
    }

    private static void word(FileChannel file, long at, int word) throws IOException {
        file.write(
                ByteBuffer.allocate(WORD_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(word)
                        .flip(),
                at);
    }

    private FileChannel sparse() throws IOException {
        FileChannel file = FileChannel.open(
                path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1), FILE_BYTES);
        return file;
    }

    private Path path() {
        return directory.resolve("20260101-00F.cq4");
    }
}
