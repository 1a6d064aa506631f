package logtail.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import logtail.daemon.RunningDaemon;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the page in a browser, against one daemon for all tests of a class. Each test has an app of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
abstract class PageTest {
    @RegisterExtension
    final Tabs tabs = new Tabs();

    RunningDaemon daemon;

    /** What this daemon is told besides where to listen. */
    Map<String, String> settings(Path data) {
        return Map.of();
    }

    @BeforeAll
    void startDaemon(@TempDir Path data) {
        daemon = RunningDaemon.start(data, settings(data));
    }

    @AfterAll
    void stopDaemon() {
        daemon.close();
    }

    /** The address of a view: {@code live?app=web}. */
    String url(String view) {
        return "http://127.0.0.1:%d/#/%s".formatted(daemon.http().getPort(), view);
    }

    /** A tab that shows this app. */
    Tab openApp(String app) {
        return tabs.open(url("live?app=" + app));
    }

    /** Sends lines, which are in the journal when this returns. */
    void send(String app, List<String> lines) {
        post("app=" + encoded(app), String.join("\n", lines) + "\n");
    }

    /** Sends lines, which are in the journal when this returns. */
    void send(String app, String... lines) {
        send(app, List.of(lines));
    }

    /** Sends {@code line 1} and so on. */
    void sendNumbered(String app, int from, int to) {
        send(app, numbered(from, to));
    }

    /** {@code line 1} and so on, the last one included. */
    static List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "line " + i).toList();
    }

    /** Sends a body to {@code /logs}. */
    void post(String parameters, String body) {
        try {
            var answer = HttpSocket.post(daemon.http(), "/logs?" + parameters, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
