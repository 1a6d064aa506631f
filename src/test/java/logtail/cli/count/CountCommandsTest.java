package logtail.cli.count;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.brokenStream;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import logtail.cli.Main;
import logtail.cli.client.FakeDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as typed, against a daemon that answers as told. */
@Timeout(30)
class CountCommandsTest {
    private static final String HEAD =
            "{\"counts\":{\"step_ms\":60000,\"from\":\"2026-11-24T14:00:00Z\",\"to\":\"2026-11-24T14:10:00Z\",\"by\":\"level\"}}";
    private static final String BUCKET = "{\"at\":\"2026-11-24T14:09:00Z\",\"n\":{\"info\":90,\"error\":10}}";
    private static final String END = "{\"end\":{\"complete\":true,\"events\":100}}";
    private static final String CUT =
            "{\"end\":{\"complete\":false,\"reached\":\"2026-11-24T14:05:00Z\",\"events\":100,\"took_ms\":2000}}";

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();

    @Test
    void aCountIsAskedForWithTheSelectionOfATail() throws IOException {
        assertThat(execute(
                        stream(HEAD, BUCKET, END),
                        "count",
                        "-a",
                        "web,api",
                        "-l",
                        "warn",
                        "-S",
                        "2026-11-24T14:00:00Z",
                        "-U",
                        "2026-11-24T14:10:00Z",
                        "--every",
                        "1m",
                        "--clock",
                        "received",
                        "--budget",
                        "5s",
                        "timeout"))
                .isZero();
        assertThat(asked)
                .containsExactly("/counts?app=web&app=api&level=warn&filter=timeout&since=2026-11-24T14:00:00Z"
                        + "&until=2026-11-24T14:10:00Z&by=level&step=1m&clock=received&budget=5s");
    }

    @Test
    void withoutATimeTheLastFifteenMinutesAreCounted() throws IOException {
        assertThat(execute(stream(HEAD, END), "count")).isZero();
        var since = Pattern.compile("since=([^&]+)&by=level&step=auto&clock=time&budget=2s")
                .matcher(asked.getFirst());
        assertThat(since.find()).as(asked.getFirst()).isTrue();
        assertThat(Duration.between(Instant.parse(since.group(1)), Instant.now()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
    }

    @Test
    void aCountThatDidNotComeToItsEndSaysHowFarItCame() throws IOException {
        assertThat(execute(stream(HEAD, BUCKET, CUT), "count", "--utc")).isEqualTo(4);
        assertThat(stderr.toString(UTF_8))
                .isEqualTo("logtail count: counted back to " + shown("14:05")
                        + ", budget 2s used up; --budget 10s or a shorter range goes further\n");
        stderr.reset();
        String limited = CUT.replace(",\"took_ms\":2000", "");
        assertThat(execute(stream(HEAD, limited), "count")).isEqualTo(4);
        assertThat(stderr.toString(UTF_8))
                .as("a reader of some apps has no budget")
                .contains("; a shorter range goes")
                .doesNotContain("budget");
        stderr.reset();
        assertThat(execute(stream(HEAD, CUT), "count", "--budget", "10s", "-o", "json"))
                .isEqualTo(4);
        assertThat(stderr.toString(UTF_8)).contains("used up; a shorter range goes further");
    }

    @Test
    void anAnswerThatBreaksOffOrIsAnotherIsALoss() throws IOException {
        assertThat(execute(stream(HEAD, BUCKET), "count")).isEqualTo(4);
        assertThat(stderr.toString(UTF_8)).contains("did not end its answer to /counts");
        stderr.reset();
        assertThat(execute(brokenStream(HEAD + "\n"), "count")).isEqualTo(4);
        assertThat(stderr.toString(UTF_8)).contains("stream lost: ");
        stderr.reset();
        assertThat(execute(stream("<html>"), "count")).isEqualTo(4);
        assertThat(stderr.toString(UTF_8)).contains("answers /counts with something else");
    }

    @Test
    void aDaemonWithoutTheRouteIsToldToBeOlder() throws IOException {
        assertThat(execute(status(404), "fields")).isEqualTo(3);
        assertThat(stderr.toString(UTF_8)).contains("has no /fields: it may be older than this command");
    }

    @Test
    void anyOtherFieldIsCountedFromTheLinesThemselves() throws IOException {
        assertThat(execute(
                        stream("{\"id\":\"1\",\"time\":\"2026-11-24T14:00:01Z\",\"message\":\"status=200\"}"),
                        "count",
                        "--by",
                        "status",
                        "--clock",
                        "received",
                        "-S",
                        "2026-11-24T14:00:00Z"))
                .isZero();
        assertThat(asked).containsExactly("/tail?since=2026-11-24T14:00:00Z&lines=all&follow=false&by=received");
    }

    @Test
    void rowsOfAnotherLengthThanAskedForAreTold() {
        assertThat(CountCommand.otherStep(7_000, 60_000)).contains("rows are of 1m, as the daemon has none of 7s");
        assertThat(CountCommand.otherStep(0, 60_000)).isEmpty();
        assertThat(CountCommand.otherStep(60_000, 60_000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    count --every 2d                  | bad value "2d" for --every; accepted: auto, or a span from 1s to 1d
                    count --every x                   | bad value "x" for --every
                    count --budget 1m                 | bad value "1m" for --budget; accepted: a span from 1ms to 10s
                    count --clock x                   | bad value "x" for --clock; accepted: time
                    count --top 0                     | bad value "0" for --top
                    count -o xml                      | bad value "xml" for --output; accepted: text, json
                    count --every 1s -S 2h            | --every 1s makes more than 2000 rows of 2h
                    count -S nonsense                 | bad value "nonsense" for --since
                    count -l bad                      | bad value "bad" for --level
                    count --filter level>=            | column 8
                    count --evrey 1m                  | did you mean --every?
                    fields --sample 60000             | bad value "60000" for --sample; accepted: a number from 1 to 50000
                    fields a b                        | there is no place for "b"
                    open --view x                     | bad value "x" for --view; accepted: live, drains, status
                    open --window 2s                  | --window needs --order time
                    open --id a/b                     | bad value "a/b" for --id
                    """)
    void aMistakeIsNamedWithWhatIsTaken(String typed, String told) throws IOException {
        assertThat(execute(stream(), typed.split(" "))).isEqualTo(2);
        assertThat(stderr.toString(UTF_8)).contains(told);
        assertThat(asked).isEmpty();
    }

    @Test
    void aFieldThatIsNotInTheSampleIsToldWithTheNearest() throws IOException {
        String answer = "{\"events\":5,\"complete\":true,\"fields\":[{\"name\":\"status\",\"top\":[]}]}";
        assertThat(execute(stream(answer), "fields", "stats")).isEqualTo(1);
        assertThat(stderr.toString(UTF_8)).contains("no field stats in the newest 5 events; did you mean status?");
        assertThat(execute(stream(answer), "fields", "status", "--sample", "9", "-a", "web"))
                .isZero();
        assertThat(asked).contains("/fields?sample=2000&top=10&budget=2s", "/fields?app=web&sample=9&top=10&budget=2s");
    }

    @Test
    void aRefusalIsShownAsTheDaemonSaysIt() throws IOException {
        HttpHandler refusal = status(
                400, Map.of("Content-Type", "application/problem+json"), "{\"detail\":\"parameter step is 'x'\"}");
        assertThat(execute(refusal, "count")).isEqualTo(2);
        assertThat(stderr).hasToString("logtail count: parameter step is 'x'\n");
    }

    /** With the date, as these tests run on any other day. */
    private static String shown(String timeOfDay) {
        boolean isThisYear = Instant.now().toString().startsWith("2026-");
        boolean isToday = Instant.now().toString().startsWith("2026-11-24");
        return (isToday ? "" : isThisYear ? "11-24 " : "2026-11-24 ") + timeOfDay;
    }

    private int execute(HttpHandler answer, String... args) throws IOException {
        try (var daemon = FakeDaemon.answering(answer)) {
            var all = new ArrayList<>(List.of(args));
            all.addAll(List.of("--addr", daemon.address().toString()));
            int exitCode = Main.execute(all.toArray(String[]::new), new PrintStream(stderr, true, UTF_8));
            daemon.requests().forEach(request -> asked.add(request.path() + "?" + request.query()));
            return exitCode;
        }
    }
}
