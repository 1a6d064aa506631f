package logtail.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import logtail.cli.Main;
import logtail.cli.client.FakeDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopCommandTest {
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();

    @Test
    void asManySnapshotsAreTakenAsAskedFor() throws IOException {
        HttpHandler[] answers = {stream("{}"), stream("[]"), status(404), stream("[]")};
        assertThat(execute(answers, "-b", "-n", "2", "-d", "100ms")).isZero();
        assertThat(asked).containsExactly("/status", "/apps", "/status", "/apps");
    }

    @Test
    void whereThereIsNoTerminalItIsOne() throws IOException {
        assertThat(execute(new HttpHandler[] {stream("{}"), stream("[]")})).isZero();
        assertThat(asked).containsExactly("/status", "/apps");
    }

    @Test
    void aDaemonThatDoesNotLetUsInEndsIt() throws IOException {
        assertThat(execute(new HttpHandler[] {status(401)}, "-b")).isEqualTo(3);
        assertThat(stderr.toString(UTF_8)).contains("answers 401", "It wants a token");
    }

    @Test
    void anAnswerInAnotherFormIsTold() throws IOException {
        assertThat(execute(new HttpHandler[] {stream("<html>"), stream("[]")})).isEqualTo(4);
        assertThat(stderr.toString(UTF_8)).contains("answers /status or /apps with something else");
    }

    @Test
    void mistakesAreNamedWithWhatIsTaken() throws IOException {
        assertThat(execute(new HttpHandler[] {stream()}, "--sort", "x")).isEqualTo(2);
        assertThat(execute(new HttpHandler[] {stream()}, "-n", "0")).isEqualTo(2);
        assertThat(stderr.toString(UTF_8))
                .contains("bad value \"x\" for --sort; accepted: rate, errors, name, seen")
                .contains("bad value \"0\" for --iterations; accepted: a number from 1");
        assertThat(asked).isEmpty();
    }

    private int execute(HttpHandler[] answers, String... args) throws IOException {
        try (var daemon = FakeDaemon.answering(answers)) {
            var all = new ArrayList<>(List.of("top", "--addr", daemon.address().toString()));
            all.addAll(List.of(args));
            int exitCode = Main.execute(all.toArray(String[]::new), new PrintStream(stderr, true, UTF_8));
            daemon.requests().forEach(request -> asked.add(request.path()));
            return exitCode;
        }
    }
}
