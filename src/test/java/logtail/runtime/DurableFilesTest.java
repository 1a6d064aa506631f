package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    private Path folder;

    private final List<String> steps = new ArrayList<>();

    /** Does what it is asked, and notes it with what a power cut just before would have left. */
    private final DurableFiles.Disk recording = new DurableFiles.Disk() {
        @Override
        public void force(FileChannel file, Path path) throws IOException {
            steps.add("force %s of %d bytes".formatted(path.getFileName(), file.size()));
            DurableFiles.Disk.super.force(file, path);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            steps.add("rename %s to %s".formatted(from.getFileName(), to.getFileName()));
            DurableFiles.Disk.super.rename(from, to);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            steps.add("force the directory " + directory.equals(folder));
            DurableFiles.Disk.super.forceDirectory(directory);
        }
    };

    @Test
    void forcesTheBytesBeforeTheNameAndTheNameBeforeItReturns() throws IOException {
        Path file = folder.resolve("a");
        Files.writeString(file, "old");
        new DurableFiles(recording).write(file, out -> out.write("newer".getBytes(UTF_8)));
        assertThat(steps).containsExactly("force a.new of 5 bytes", "rename a.new to a", "force the directory true");
        assertThat(file).hasContent("newer");
    }

    @Test
    void leavesTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
        Path file = folder.resolve("a");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> new DurableFiles(recording).write(file, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(steps).isEmpty();
        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void takesTheDraftThatADeathLeftForNothing() throws IOException {
        Files.writeString(folder.resolve("a.new"), "half of a much longer text");
        DurableFiles.replace(folder.resolve("a"), out -> out.write('x'));
        assertThat(folder.resolve("a")).hasContent("x");
    }

    @Test
    void letsOnlyTheOwnerRead() throws IOException {
        DurableFiles.replace(folder.resolve("a"), out -> out.write('x'));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
                .isEqualTo("rw-------");
    }
}
