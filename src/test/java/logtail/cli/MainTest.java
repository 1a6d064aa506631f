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
        assertThat(stderr.toString(UTF_8)).contains("unknown option --nope", "logtail -- --nope", "logtail --help");
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

    @Test
    void aBadFilterIsPointedAtBeforeTheDaemonIsAsked() throws Exception {
        try (var daemon = FakeDaemon.answering(stream())) {
            assertThat(execute("--filter", "level>=", "--addr", daemon.address().toString()))
                    .isEqualTo(2);
            assertThat(daemon.requests()).isEmpty();
        }
        assertPointsAt("level>=", 8);
    }

    @Test
    void aBadFilterIsPointedAtWhenItIsExplainedOrUsedOnStdin() {
        assertThat(execute("--explain", "--filter", "(a OR")).isEqualTo(2);
        assertPointsAt("(a OR", 6);
        stderr.reset();
        assertThat(execute("--stdin", "--filter", "(a OR")).isEqualTo(2);
        assertPointsAt("(a OR", 6);
    }

    @Test
    void aFilterThatOnlyTheDaemonFindsBadIsPointedAtToo() throws Exception {
        String said = "{\"detail\":\"parameter filter: column 3: no such thing; expected another\"}";
        try (var daemon = FakeDaemon.answering(status(400, Map.of("Content-Type", "application/problem+json"), said))) {
            assertThat(execute("--filter", "a b", "--addr", daemon.address().toString()))
                    .isEqualTo(2);
            assertThat(stderr)
                    .hasToString("logtail: parameter filter: column 3: no such thing; expected another\na b\n  ^\n");
        }
    }

    @Test
    void aWordTooManyIsToldWithWhatThereIs() {
        assertThat(execute("drains", "lits")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).startsWith("logtail drains: there is no \"lits\"; did you mean list?\n");
        stderr.reset();
        assertThat(execute("drains", "rm", "eu")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).startsWith("logtail drains: there is no \"rm\"; did you mean remove?\n");
        stderr.reset();
        assertThat(execute("tokens", "rm", "ci")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).startsWith("logtail tokens: there is no \"rm\"; did you mean revoke?\n");
        stderr.reset();
        assertThat(execute("apps", "foo")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).startsWith("logtail apps: there is no place for \"foo\"\n");
    }

    @Test
    void aDrainThatThereIsNotIsAMistakeInTheName() throws Exception {
        try (var daemon = FakeDaemon.answering(
                status(404, Map.of("Content-Type", "application/problem+json"), "{\"detail\":\"no drain eu\"}"))) {
            assertThat(execute(
                            "drains", "info", "eu", "--addr", daemon.address().toString()))
                    .isEqualTo(2);
            assertThat(stderr.toString(UTF_8)).contains("no drain eu");
        }
    }

    @Test
    void helpAndVersionMayBeWords() {
        assertThat(execute("help")).isZero();
        assertThat(execute("version")).isZero();
        assertThat(execute("help", "drains", "add")).isZero();
        assertThat(stderr).hasToString("");
    }

    @Test
    void theFilterOfANewDrainIsPointedAt() {
        assertThat(execute("drains", "add", "eu", "syslog://h", "--filter", "level>="))
                .isEqualTo(2);
        assertPointsAt("level>=", 8);
    }

    @Test
    void tokensAreAskedForByTheirCommands() throws Exception {
        try (var daemon = FakeDaemon.answering(status(200, Map.of(), "{\"token\":\"lt_x\",\"note\":\"the first\"}"))) {
            String addr = daemon.address().toString();
            assertThat(execute(
                            "tokens",
                            "create",
                            "ci",
                            "--right",
                            "ingest,TAIL",
                            "--right",
                            "drain",
                            "--app",
                            "web-*",
                            "--expires",
                            "90d",
                            "--addr",
                            addr))
                    .isZero();
            assertThat(execute("tokens", "list", "-o", "json", "--addr", addr)).isZero();
            assertThat(execute("tokens", "revoke", "ci", "--addr", addr)).isZero();
            assertThat(daemon.requests().getFirst().text())
                    .isEqualTo(
                            "{\"name\":\"ci\",\"rights\":[\"ingest\",\"tail\",\"drain\"],\"apps\":[\"web-*\"],\"expires\":\"90d\"}");
            assertThat(daemon.requests())
                    .extracting(request -> request.method() + " " + request.path())
                    .containsExactly("POST /tokens", "GET /tokens", "DELETE /tokens/ci");
        }
        assertThat(execute("tokens", "create", "ci", "--right", "root")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).contains("bad value \"root\" for --right", "ingest, tail, drain");
        assertThat(execute("tokens", "create", "a b", "--right", "tail")).isEqualTo(2);
        assertThat(execute("tokens", "create", "ci")).isEqualTo(2);
    }

    @Test
    void drainsAreAskedForByTheirCommands() throws Exception {
        try (var daemon =
                FakeDaemon.answering(status(200, Map.of(), "{\"ok\":true,\"message\":\"m\",\"took_ms\":1}"))) {
            String addr = daemon.address().toString();
            assertThat(execute("drains", "add", "eu", "http://h", "--option", "a=b", "--since", "1h", "--addr", addr))
                    .isZero();
            assertThat(execute("drains", "list", "--addr", addr)).isZero();
            assertThat(execute("drains", "info", "eu", "--addr", addr)).isZero();
            assertThat(execute("drains", "test", "eu", "--addr", addr)).isZero();
            assertThat(execute("drains", "pause", "eu", "--addr", addr)).isZero();
            assertThat(execute("drains", "resume", "eu", "--addr", addr)).isZero();
            assertThat(execute("drains", "rewind", "eu", "--after", "7", "--addr", addr))
                    .isZero();
            assertThat(execute("drains", "dead-letters", "eu", "-n", "5", "--addr", addr))
                    .isZero();
            assertThat(execute("drains", "dead-letters", "eu", "--replay", "--addr", addr))
                    .isZero();
            assertThat(execute("drains", "remove", "eu", "--addr", addr)).isZero();
            assertThat(daemon.requests().getFirst().text())
                    .isEqualTo("{\"name\":\"eu\",\"url\":\"http://h\",\"since\":\"1h\",\"options\":{\"a\":\"b\"}}");
            assertThat(daemon.requests())
                    .extracting(request -> request.method() + " " + request.path() + "?" + request.query())
                    .containsExactly(
                            "POST /drains?",
                            "GET /drains?",
                            "GET /drains/eu?",
                            "POST /drains/eu/test?",
                            "POST /drains/eu/pause?",
                            "POST /drains/eu/resume?",
                            "POST /drains/eu/rewind?after=7",
                            "GET /drains/eu/dead-letters?lines=5",
                            "POST /drains/eu/dead-letters/replay?",
                            "DELETE /drains/eu?");
        }
    }

    /** The last two lines are the filter and a caret below this column. */
    private void assertPointsAt(String filter, int column) {
        assertThat(stderr.toString(UTF_8))
                .contains("column " + column + ": ", "expected ")
                .endsWith("\n" + filter + "\n" + " ".repeat(column - 1) + "^\n");
    }

    private int execute(String... args) {
        return Main.execute(args, new PrintStream(stderr, true, UTF_8));
    }
}
