package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import logtail.cli.client.FakeDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MainTest {
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void onlyTheFirstWordNamesACommand() throws Exception {
        try (var daemon = FakeDaemon.answering(stream())) {
            int exitCode = execute(
                    "broken",
                    "pipe",
                    "run",
                    "--no-follow",
                    "--addr",
                    daemon.address().toString());
            assertThat(exitCode).isEqualTo(0);
            assertThat(daemon.requests().getFirst().query()).startsWith("filter=broken pipe run&lines=100");
        }
    }

    @Test
    void anUnknownOptionIsAMistakeAndToldHowToBeAWord() {
        assertThat(execute("--nope")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).contains("unknown option: '--nope'", "logtail -- --nope", "logtail --help");
    }

    @Test
    void aMissingCommandToRunIsAMistake() {
        assertThat(execute("run")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).contains("logtail run:", "CMD");
    }

    @Test
    void whatTheDaemonSaysOfAFilterReachesTheUserWithoutAStackTrace() throws Exception {
        try (var daemon = FakeDaemon.answering(
                status(400, Map.of("Content-Type", "application/problem+json"), "{\"title\":\"bad filter\"}"))) {
            assertThat(execute("x", "--addr", daemon.address().toString())).isEqualTo(2);
            assertThat(stderr).hasToString("logtail: bad filter\n");
        }
    }

    private int execute(String... args) {
        return Main.execute(args, new PrintStream(stderr, true, UTF_8));
    }
}
