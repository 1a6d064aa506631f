package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code application/logplex-1} bodies, as Heroku's Logplex sends them to its HTTPS drains. */
@Timeout(60)
class LogplexTest {
    private static final String TYPE = "Content-Type: application/logplex-1";
    /** Without structured data, not even a nil one. */
    private static final String HEROKU =
            frame("<40>1 2012-11-30T06:45:29+00:00 host app web.3 - State changed from starting to up")
                    + frame("<45>1 2012-11-30T06:45:26+00:00 host heroku router - at=info method=GET path=\"/\"");
    /** As RFC 5424 has it. */
    private static final String STRICT =
            frame("<13>1 2012-11-30T06:45:29.123456+00:00 host app web.1 - [a@1 k=\"v\"] with data")
                    + frame("<13>1 2012-11-30T06:45:29+00:00 host app web.1 - - two\nlines");

    @TempDir
    private Path data;

    private RunningDaemon daemon;

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(data, Map.of("LOGTAIL_MAX_BODY", "64KiB"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void readsFramesWithoutStructuredData() throws IOException {
        assertThat(post(HEROKU, "Logplex-Msg-Count: 2").status()).isEqualTo(204);
        List<Shown> shown = Shown.all(daemon.http());
        assertThat(shown.getFirst().members())
                .containsEntry("app", "app")
                .containsEntry("process", "web.3")
                .containsEntry("time", "2012-11-30T06:45:29.000000000Z")
                .containsEntry("message", "State changed from starting to up");
        assertThat(shown.getLast().message()).isEqualTo("at=info method=GET path=\"/\"");
        assertThat(shown.getLast().members()).doesNotContainKey("flags");
    }

    @Test
    void readsFramesOfTheStandard() throws IOException {
        assertThat(post(STRICT, "Logplex-Msg-Count: 2").status()).isEqualTo(204);
        List<Shown> shown = Shown.all(daemon.http());
        assertThat(shown.getFirst().members())
                .containsEntry("message", "with data")
                .containsEntry("attributes", Map.of("a@1.k", "v"));
        assertThat(shown.getLast().message()).isEqualTo("two\nlines");
    }

    @Test
    void takesAppFromTheAddressOfTheDrain() throws IOException {
        HttpSocket.post(daemon.http(), "/logs?app=mine", HEROKU, TYPE + "; charset=utf-8");
        assertThat(Shown.all(daemon.http())).extracting(Shown::app).containsExactly("mine", "mine");
    }

    @Test
    void keepsNothingOfABodyThatIsNotWhatItAnnounces() throws IOException {
        for (String count : List.of("1", "3", "many", "")) {
            var answer = post(HEROKU, "Logplex-Msg-Count: " + count);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("Logplex-Msg-Count", "2 frames");
        }
        assertThat(Shown.all(daemon.http())).isEmpty();
    }

    @Test
    void keepsNothingOfABodyWhoseFramingIsBroken() throws IOException {
        for (String broken :
                List.of(HEROKU + "12", HEROKU + "99 <13>1 short", HEROKU + "no count", "<13>1 - - - - - x\n")) {
            var answer = post(broken);
            assertThat(answer.status()).as(broken).isEqualTo(400);
            assertThat(answer.text()).contains("octet-counted");
        }
        assertThat(Shown.all(daemon.http())).isEmpty();
    }

    @Test
    void refusesABodyThatIsTooLargeToBeHeldWhole() throws IOException {
        String large = frame("<13>1 - h a p - - " + "x".repeat(65_000)).repeat(2);
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("POST", "/logs", TYPE, "Content-Length: " + large.length()));
            http.send(large.substring(0, 65_600));
            var answer = http.receive();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("65536", "LOGTAIL_MAX_BODY");
        }
        assertThat(Shown.all(daemon.http())).isEmpty();
    }

    private HttpSocket.Response post(String body, String... headers) throws IOException {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = TYPE;
        return HttpSocket.post(daemon.http(), "/logs", body, all);
    }

    private static String frame(String message) {
        return message.getBytes(UTF_8).length + " " + message;
    }
}
