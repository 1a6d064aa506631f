package logtail.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.runtime.Clock;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real log files: n lines in are n events, byte for byte and in order, whichever way they come in. */
@Timeout(60)
@Tag("slow")
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    @TempDir
    private Path data;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.filter(file -> file.toString().matches(".*\\.(log|ndjson)"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void keepsEveryLineWhicheverWayItComes(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        List<String> lines = lines(content);
        assertThat(lines).isNotEmpty();
        try (var daemon = RunningDaemon.start(data)) {
            assertThat(HttpSocket.post(daemon.http(), "/logs", content).status())
                    .isEqualTo(204);
            daemon.send("lines-tcp", pieces(content, new Random(content.length)));
            daemon.await(2 * lines.size());
            daemon.send("syslog-tcp", pieces(frames(lines), new Random(content.length)));
            daemon.await(3 * lines.size());
            assertThat(HttpSocket.post(
                                    daemon.http(),
                                    "/logs",
                                    frames(lines),
                                    "Content-Type: application/logplex-1",
                                    "Logplex-Msg-Count: " + lines.size())
                            .status())
                    .isEqualTo(204);
        }
        List<String> kept = kept();
        assertThat(kept).hasSize(4 * lines.size());
        for (int way = 0; way < 4; way++) {
            assertThat(kept.subList(way * lines.size(), (way + 1) * lines.size()))
                    .as("way %d", way)
                    .isEqualTo(lines);
        }
    }

    private List<String> kept() {
        var kept = new ArrayList<String>();
        try (var journal = ChronicleJournal.open(JournalSettings.in(data), Clock.system());
                var reader = journal.openReader()) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                Blocks.events(block).forEach(event -> kept.add(new String(event.message(), ISO_8859_1)));
            }
        }
        return kept;
    }

    /** What stands between line ends, a CR before one not counted, without empty lines; one char a byte. */
    private static List<String> lines(byte[] content) {
        return Stream.of(new String(content, ISO_8859_1).split("\r?\n", -1))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static byte[] frames(List<String> lines) throws IOException {
        var frames = new ByteArrayOutputStream();
        for (String line : lines) {
            String message = "<13>1 - - - - - - " + line;
            frames.write((message.length() + " " + message).getBytes(ISO_8859_1));
        }
        return frames.toByteArray();
    }

    private static byte[][] pieces(byte[] content, Random random) {
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < content.length; ) {
            int end = Math.min(content.length, at + 1 + random.nextInt(1500));
            pieces.add(java.util.Arrays.copyOfRange(content, at, end));
            at = end;
        }
        return pieces.toArray(byte[][]::new);
    }
}
