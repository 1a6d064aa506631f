package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import logtail.journal.JournalFailedException;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what is kept in a data directory. */
@Timeout(60)
class DataDirectoryTest {
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path directory;

    @Test
    void isForItsOwnerAlone() throws IOException {
        Path data = directory.resolve("data");
        fill(data);
        assertThat(modes(data)).containsOnly("rwx------", "rw-------");
    }

    @Test
    void isTakenFromOthersWhenAnEarlierVersionLeftItOpen() throws IOException {
        Path data = directory.resolve("data");
        fill(data);
        List<Path> all = all(data);
        for (Path path : all) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
        }
        DataDirectory.tighten(data);
        assertThat(modes(data)).containsOnly("rwx------", "rw-------");
    }

    @Test
    void leavesAloneWhatIsNotOurs() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Path others = Files.writeString(shared.resolve("notes.txt"), "x");
        Path ours = Files.writeString(shared.resolve("newest-id"), "x");
        for (Path path : List.of(others, ours)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataDirectory.tighten(shared);
        assertThat(mode(shared)).isEqualTo("rwxr-xr-x");
        assertThat(mode(others)).isEqualTo("rw-r--r--");
        assertThat(mode(ours)).isEqualTo("rw-------");
    }

    @Test
    void shutsNobodyOutOfADirectoryThatIsForAll() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("tmp"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        DataDirectory.tighten(shared);
        assertThat(mode(shared)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void isNoFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> RunningDaemon.start(file))
                .isInstanceOf(JournalFailedException.class)
                .hasMessage("the data directory %s (LOGTAIL_DATA) is a file", file);
        assertThatThrownBy(() -> RunningDaemon.start(file.resolve("below")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContainingAll("cannot create the data directory", "(LOGTAIL_DATA)", "Not a directory");
    }

    /** Lets a daemon make everything that it can make. */
    private static void fill(Path data) throws IOException {
        var drains = Map.of("LOGTAIL_DRAINS", "eu=syslog://127.0.0.1:1");
        for (int start = 0; start < 2; start++) {
            try (var daemon = RunningDaemon.start(data, drains)) {
                HttpSocket.post(daemon.http(), "/logs?app=web", "one");
                String drain = "{\"name\":\"added\",\"url\":\"syslog://127.0.0.1:1/\"}";
                HttpSocket.post(daemon.http(), "/drains", drain, JSON);
                HttpSocket.post(daemon.http(), "/drains/eu/pause", "", JSON);
            }
        }
        assertThat(data.resolve("drains/added/drain.json")).exists();
        assertThat(data.resolve("drains/eu/paused")).exists();
        assertThat(data.resolve("index")).isNotEmptyDirectory();
        assertThat(data.resolve("drains/eu/cursor")).exists();
    }

    private static List<String> modes(Path root) throws IOException {
        var modes = new ArrayList<String>();
        for (Path path : all(root)) {
            modes.add(mode(path));
            assertThat(mode(path)).as(path.toString()).startsWith(Files.isDirectory(path) ? "rwx" : "rw-");
        }
        return modes;
    }

    private static List<Path> all(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
