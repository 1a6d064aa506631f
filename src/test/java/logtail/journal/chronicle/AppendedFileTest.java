package logtail.journal.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import logtail.journal.JournalSettings;
import logtail.runtime.Disk;
import net.openhft.chronicle.wire.Wires;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 33 MiB whose writer stands at 31 MiB, so that it takes most of a MiB ahead, and all before. */
class AppendedFileTest {
    private static final int PAGE_BYTES = 4096;
    private static final int MIB = 1 << 20;
    private static final long POSITION = 31L * MIB;
    private static final int INDEX_BYTES = 64 << 10;

    @TempDir
    private Path directory;

    private File left;
    private File next;
    private AppendedFile appended;

    @BeforeEach
    void open() throws IOException {
        left = fileOf("left.cq4");
        next = fileOf("next.cq4");
        appended = new AppendedFile(JournalSettings.in(directory), Disk.REAL);
    }

    @AfterEach
    void close() {
        appended.close();
    }

    @Test
    void givesBackWhatItTookAheadWhenTheWriterLeavesTheFile() throws Exception {
        assumeHolesCanBePunched();
        write(left, 3 * PAGE_BYTES);
        assertThat(diskBytes(left)).as("taken ahead").isGreaterThan(POSITION + MIB / 2);
        write(next, 100);
        assertThat(diskBytes(left)).isBetween(POSITION + 3 * PAGE_BYTES, POSITION + 5 * PAGE_BYTES);
        assertThat(left).hasSize(33L * MIB);
    }

    @Test
    void givesBackWhatItTookAheadWhenItIsClosed() throws Exception {
        assumeHolesCanBePunched();
        write(left, 100);
        appended.close();
        assertThat(diskBytes(left)).isBetween(POSITION + PAGE_BYTES, POSITION + 3 * PAGE_BYTES);
    }

    @Test
    void keepsWhatChronicleWroteBehindTheLastBlock() throws Exception {
        write(left, PAGE_BYTES);
        long index = POSITION + PAGE_BYTES;
        long mark = index + Integer.BYTES + INDEX_BYTES;
        put(left, index, Wires.META_DATA | INDEX_BYTES);
        put(left, mark - Integer.BYTES, 7);
        put(left, mark, Wires.END_OF_DATA);
        write(next, 100);
        assertThat(get(left, index)).isEqualTo(Wires.META_DATA | INDEX_BYTES);
        assertThat(get(left, mark - Integer.BYTES)).isEqualTo(7);
        assertThat(get(left, mark)).isEqualTo(Wires.END_OF_DATA);
    }

    @Test
    void keepsTheMarkOfTheEndThatIsOnAPageOfItsOwn() throws Exception {
        write(left, PAGE_BYTES);
        put(left, POSITION + PAGE_BYTES, Wires.END_OF_DATA);
        write(next, 100);
        assertThat(get(left, POSITION + PAGE_BYTES - Integer.BYTES)).isEqualTo(-1);
        assertThat(get(left, POSITION + PAGE_BYTES)).isEqualTo(Wires.END_OF_DATA);
    }

    private File fileOf(String name) throws IOException {
        File file = directory.resolve(name).toFile();
        try (var sparse = new RandomAccessFile(file, "rw")) {
            sparse.setLength(33L * MIB);
        }
        return file;
    }

    /** As the journal does: takes the space, then writes there, here all ones. */
    private void write(File file, int bytes) {
        appended.reserve(file, POSITION, bytes);
        byte[] ones = new byte[bytes];
        Arrays.fill(ones, (byte) -1);
        appended.write(POSITION, ones, bytes);
    }

    private static void put(File file, long position, int word) throws IOException {
        try (var target = new RandomAccessFile(file, "rw")) {
            target.seek(position);
            target.write(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(word)
                    .array());
        }
    }

    private static int get(File file, long position) throws IOException {
        byte[] word = new byte[Integer.BYTES];
        try (var source = new RandomAccessFile(file, "r")) {
            source.seek(position);
            source.readFully(word);
        }
        return ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private void assumeHolesCanBePunched() throws IOException {
        Path probe = Files.write(directory.resolve("probe"), new byte[2 * PAGE_BYTES]);
        var posix = PosixAPI.posix();
        int descriptor = posix.open(probe.toString(), OpenFlag.O_RDWR, 0);
        int punched = posix.fallocate(descriptor, 3, 0, PAGE_BYTES);
        posix.close(descriptor);
        assumeTrue(punched == 0, "the file system of the temporary directory cannot punch holes");
    }

    /** What {@code du} says. */
    private static long diskBytes(File file) throws Exception {
        var du = new ProcessBuilder("du", "-B1", file.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), UTF_8);
        return Long.parseLong(said.substring(0, said.indexOf('\t')));
    }
}
