package logtail.runtime;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
    @TempDir
    private Path folder;

    @Test
    void makesWhatOthersCannotRead() throws IOException {
        Path deep = OwnerOnly.createDirectories(folder.resolve("a/b"));
        OwnerOnly.createFile(deep.resolve("made"));
        OwnerOnly.open(deep.resolve("opened"), CREATE, WRITE).close();
        assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(deep)).isEqualTo("rwx------");
        assertThat(mode(deep.resolve("made"))).isEqualTo("rw-------");
        assertThat(mode(deep.resolve("opened"))).isEqualTo("rw-------");
    }

    @Test
    void takesFromOthersAndLeavesTheOwnerWhatItMay() throws IOException {
        Path file = Files.writeString(folder.resolve("old"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xrwxr--"));
        assertThat(OwnerOnly.tighten(file)).isTrue();
        assertThat(mode(file)).isEqualTo("r-x------");
        assertThat(OwnerOnly.tighten(file)).isFalse();
    }

    @Test
    void followsNoLink() throws IOException {
        Path file = Files.writeString(folder.resolve("others"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(OwnerOnly.tighten(link)).isFalse();
        assertThat(mode(file)).isEqualTo("rw-r--r--");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
