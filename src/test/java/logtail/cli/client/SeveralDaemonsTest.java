package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.away;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import logtail.cli.Main;
import logtail.cli.base.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the nodes of one journal, of which some are away. */
@Timeout(30)
class SeveralDaemonsTest {
    private static final UrlQuery ALL = new UrlQuery();

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void theFirstIsAskedAndWhenItIsAwayTheNextAndThatOneFromThenOn() throws IOException {
        try (var b = FakeDaemon.answering(status(200, Map.of(), "b"));
                var c = FakeDaemon.answering(status(200, Map.of(), "c"))) {
            DaemonAddress away = away();
            DaemonClient client = client(away, b.address(), c.address());
            assertThat(client.daemon()).isEqualTo(away);
            assertThat(client.ask("GET", "/x", ALL, "")).isEqualTo("b");
            try (var a = FakeDaemon.at(away, status(200, Map.of(), "a"))) {
                assertThat(client.ask("GET", "/x", ALL, "")).isEqualTo("b");
                client.leave(b.address());
                client.leave(b.address());
                assertThat(client.ask("GET", "/x", ALL, "")).as("left once").isEqualTo("c");
                client.leave(c.address());
                assertThat(client.ask("GET", "/x", ALL, "")).isEqualTo("a");
                assertThat(a.requests()).hasSize(1);
            }
        }
    }

    @Test
    void whoeverWillNotNowIsPassedOverUnlessAllAreLikeThat() throws IOException {
        try (var a = FakeDaemon.answering(status(503, Map.of(), "full"), status(503, Map.of(), "fuller"));
                var b = FakeDaemon.answering(stream("ok"), status(429))) {
            DaemonClient client = client(a.address(), b.address());
            try (var stream = client.stream("/x", ALL)) {
                assertThat(stream.daemon()).isEqualTo(b.address());
            }
            client.leave(b.address());
            assertThatThrownBy(() -> client.stream("/x", ALL))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(a.address() + " answers 503: fuller");
            assertThat(client.daemon()).as("after a whole round").isEqualTo(a.address());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413})
    void aRefusalIsAnAnswer(int status) throws IOException {
        try (var a = FakeDaemon.answering(status(status));
                var b = FakeDaemon.answering(status(200))) {
            DaemonClient client = client(a.address(), b.address());
            assertThatThrownBy(() -> client.stream("/x", ALL)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> client.ask("GET", "/x", ALL, "")).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> client.ask("POST", "/x", ALL, "{}")).isInstanceOf(RefusedException.class);
            assertThat(client.post("/logs", ALL, Map.of(), new byte[1]).status())
                    .isEqualTo(status);
            assertThat(a.requests()).hasSize(4);
            assertThat(b.requests()).isEmpty();
        }
    }

    @Test
    void aChangeGoesElsewhereOnlyWhenThereIsNoConnection() throws IOException {
        try (var dying = FakeDaemon.answering(exchange -> {
                    throw new IOException("breaks here on purpose");
                });
                var full = FakeDaemon.answering(status(503));
                var b = FakeDaemon.answering(status(200, Map.of(), "b"))) {
            assertThat(client(away(), b.address()).ask("POST", "/tokens", ALL, "{}"))
                    .isEqualTo("b");
            assertThat(b.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.text()).isEqualTo("{}"));
            for (String method : List.of("POST", "DELETE")) {
                assertThatThrownBy(() -> client(dying.address(), b.address()).ask(method, "/tokens", ALL, "{}"))
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> client(full.address(), b.address()).ask(method, "/tokens", ALL, "{}"))
                        .isInstanceOf(RefusedException.class)
                        .hasMessage(full.address() + " answers 503");
            }
            assertThat(b.requests()).hasSize(1);
            assertThat(client(dying.address(), b.address()).ask("GET", "/tokens", ALL, ""))
                    .isEqualTo("b");
        }
    }

    @Test
    void whenAllAreAwayTheyAreAllNamed() throws IOException {
        DaemonAddress a = away();
        DaemonAddress b = away();
        assertThat(execute("apps", "--addr", a + "," + b)).isEqualTo(ExitCode.NO_ACCESS);
        assertThat(stderr)
                .hasToString("logtail apps: cannot reach the daemon at " + a + "," + b + " (Connection refused)\n"
                        + "Is the daemon running? Start it with: logtail serve\n"
                        + "It is elsewhere? Name it: --addr HOST:PORT\n");
        var nowhere = new DaemonAddress("http://nosuch.invalid:8514");
        stderr.reset();
        assertThat(execute("drains", "list", "--addr", a + "," + nowhere)).isEqualTo(ExitCode.NO_ACCESS);
        assertThat(stderr.toString(UTF_8))
                .contains("at " + a + "," + nowhere + " (" + a + ": Connection refused; " + nowhere
                        + ": no such host: nosuch.invalid)\n");
    }

    @Test
    void thePageIsThatOfTheFirstThatAnswersWhetherOrNotItLetsUsIn() throws IOException {
        try (var b = FakeDaemon.answering(status(401));
                var c = FakeDaemon.answering(status(200))) {
            assertThat(execute("open", "--print", "--addr", away() + "," + b.address() + "," + c.address()))
                    .isZero();
            assertThat(b.requests()).extracting(FakeDaemon.Request::path).containsExactly("/healthz");
            assertThat(c.requests()).isEmpty();
            assertThat(execute("open", "--print", "--addr", c.address().toString()))
                    .isZero();
            assertThat(c.requests()).as("one alone is not asked").isEmpty();
        }
        assertThat(execute("open", "--print", "--addr", away() + "," + away())).isZero();
    }

    private int execute(String... args) {
        return Main.execute(args, new PrintStream(stderr, true, UTF_8));
    }

    private static DaemonClient client(DaemonAddress... nodes) {
        var access = new DaemonAccess(new DaemonAddresses(List.of(nodes)), Token.NONE, null);
        return new DaemonClient(access, Duration.ofSeconds(5));
    }
}
