package logtail.cli.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import logtail.cli.Main;
import logtail.cli.base.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void asksWhichTool() {
        assertThat(execute("journal")).isEqualTo(ExitCode.USAGE);
        assertThat(stderr)
                .hasToString("logtail journal: say what: stats, verify, export, copy or tail-ids\n"
                        + "See: logtail journal --help\n");
    }

    @Test
    void namesTheToolWhoseArgumentsAreWrong() {
        assertThat(execute("journal", "export", "--from", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(stderr.toString(UTF_8)).contains("logtail journal export: ", "--from", "'x'");
        assertThat(execute("journal", "export", "--to", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(stderr.toString(UTF_8))
                .contains("logtail journal export: bad value \"0\" for --to; accepted: an id, a whole number from 1");
    }

    @Test
    void copiesOnlyToKafka() {
        assertThat(execute("journal", "copy", "--data", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(stderr.toString(UTF_8)).contains("logtail journal copy: ", "--to");
        assertThat(execute("journal", "copy", "--data", "x", "--to", "disk")).isEqualTo(ExitCode.USAGE);
        assertThat(stderr.toString(UTF_8))
                .contains("logtail journal copy: bad value \"disk\" for --to; accepted: kafka");
        assertThat(execute("journal", "copy", "--data", "x", "--to", "kafka")).isEqualTo(ExitCode.USAGE);
        assertThat(stderr.toString(UTF_8)).contains("logtail journal copy: LOGTAIL_KAFKA: missing");
    }

    @Test
    void endsWithTheExitCodeOfTheTool() throws IOException {
        assertThat(execute("journal", "verify", "--data", directory.toString())).isEqualTo(2);
        Files.createDirectories(directory.resolve("journal").resolve("current"));
        assertThat(execute("journal", "tail-ids", "--data", directory.toString()))
                .isEqualTo(ExitCode.OK);
    }

    private int execute(String... args) {
        return Main.execute(args, new PrintStream(stderr, true, UTF_8));
    }
}
