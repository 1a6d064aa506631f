package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.openedAt;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NothingFoundTest {
    private static final HttpHandler OLDEST = openedAt("41", stream("{\"id\":\"12\",\"message\":\"m\"}"));
    private static final HttpHandler APPS =
            status(200, Map.of(), "[{\"app\":\"web\"},{\"app\":\"api\"},{\"app\":\"web.1\"}]");
    private static final HttpHandler NOTHING = openedAt("41", stream());

    @Test
    void saysHowManyLinesWereLookedAt() throws Exception {
        assertThat(told("zzz")).isEqualTo("logtail: no line of the last 30 matches; waiting for new ones\n");
        assertThat(told("zzz", "--no-follow")).isEqualTo("logtail: no line of the last 30 matches\n");
        assertThat(told("zzz", "-S", "1h")).isEqualTo("logtail: no line of that time matches; waiting for new ones\n");
    }

    @Test
    void namesTheAppsThatThereAre() throws Exception {
        assertThat(told("-a", "nosuch"))
                .isEqualTo("logtail: no app nosuch; there are api, web, web.1; waiting for new ones\n");
        assertThat(told("-a", "web,nosuch", "x")).contains("no app nosuch");
        assertThat(told("-a", "web", "x")).contains("no line of the last 30");
        assertThat(told("-a", "w*", "x")).contains("no line of the last 30");
    }

    @Test
    void tellsAWordThatIsTheNameOfAnAppOrAProcess() throws Exception {
        assertThat(told("web")).isEqualTo("logtail: web is an app: logtail -a web; waiting for new ones\n");
        assertThat(told("web.1")).contains("web.1 is an app: logtail -a web.1");
        try (var daemon = FakeDaemon.answering(OLDEST, APPS, stream("{\"id\":\"20\",\"message\":\"m\"}"))) {
            assertThat(told(daemon, "web.7")).contains("web.7 is a process: logtail -p web.7");
            assertThat(daemon.requests().getLast().query()).startsWith("process=web.7&");
        }
    }

    @Test
    void saysWhenThereIsNothingYet() throws Exception {
        try (var daemon = FakeDaemon.answering(NOTHING)) {
            assertThat(told(daemon, "x")).isEqualTo("logtail: there are no lines yet; waiting for new ones\n");
        }
    }

    private static String told(String... args) throws Exception {
        try (var daemon = FakeDaemon.answering(OLDEST, APPS, NOTHING)) {
            return told(daemon, args);
        }
    }

    private static String told(FakeDaemon daemon, String... args) {
        var stderr = new ByteArrayOutputStream();
        var options =
                TailOptionsTest.resolve(Map.of("LOGTAIL_ADDR", daemon.address().toString()), args);
        var client = new DaemonClient(options.daemon(), DaemonClient.SILENCE);
        new NothingFound(options.query(), client, new Notices(new PrintStream(stderr, true, UTF_8), false)).tellAtEnd();
        return stderr.toString(UTF_8);
    }
}
