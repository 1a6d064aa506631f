package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import logtail.runtime.Json;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /counts} of a daemon. */
@Timeout(60)
class CountsTest extends DaemonTest {
    private static final String TIME = "2026-03-01T10:00:";
    private static final String RANGE = "since=2026-03-01T10:00:00Z&until=2026-03-01T10:01:00Z&clock=time";

    @Test
    void givesBucketsNewestFirstAsLines() throws IOException {
        post("web", "05", "info");
        post("web", "05", "error");
        post("db", "31", "error");
        var answer = HttpSocket.get(daemon.http(), "/counts?" + RANGE + "&step=30s");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/x-ndjson");
        List<String> lines = answer.text().lines().toList();
        assertThat(lines.subList(0, 3))
                .containsExactly(
                        "{\"counts\":{\"step_ms\":30000,\"from\":\"2026-03-01T10:00:00Z\","
                                + "\"to\":\"2026-03-01T10:01:00Z\",\"by\":\"level\",\"first\":\"1\",\"last\":\"3\"}}",
                        "{\"at\":\"2026-03-01T10:00:30Z\",\"n\":{\"error\":1}}",
                        "{\"at\":\"2026-03-01T10:00:00Z\",\"n\":{\"error\":1,\"info\":1}}");
        assertThat(lines.get(3))
                .matches("\\{\"end\":\\{\"complete\":true,\"reached\":\"2026-03-01T10:00:00Z\",\"events\":3,"
                        + "\"read_bytes\":\\d+,\"took_ms\":\\d+}}");
        assertThat(lines).hasSize(4);
    }

    @Test
    void givesOneObjectToWhoeverAsksForJson() throws IOException {
        post("web", "05", "info");
        post("db", "31", "error");
        Json counts = Json.read(HttpSocket.get(daemon.http(), "/counts?by=app&" + RANGE, "Accept: application/json")
                .text());
        assertThat(counts.get("counts").number("step_ms")).isEqualTo(1_000);
        assertThat(counts.get("buckets").items())
                .extracting(Json::toString)
                .containsExactly(
                        "{\"at\":\"2026-03-01T10:00:31Z\",\"n\":{\"db\":1}}",
                        "{\"at\":\"2026-03-01T10:00:05Z\",\"n\":{\"web\":1}}");
        assertThat(counts.get("gaps").items()).isEmpty();
        assertThat(counts.get("end").number("events")).isEqualTo(2);
    }

    @Test
    void countsWhatCameInTheLastQuarterOfAnHourUnlessAskedOtherwise() throws IOException {
        post("web", "05", "info"); // its own time is long ago
        post("web", "06", "debug");
        String answer = HttpSocket.get(daemon.http(), "/counts?by=none&filter=lines%20level=debug")
                .text();
        assertThat(answer).contains("\"step_ms\":10000", "\"n\":{\"all\":1}", "\"complete\":true,");
    }

    @Test
    void saysWhatItTakes() throws IOException {
        expectRefusal("by=host", "parameter by is 'host'; it takes level, app or none");
        expectRefusal("clock=wall", "parameter clock is 'wall'; it takes received or time");
        expectRefusal("step=10ms", "parameter step is '10ms'; it takes auto, or a time from 1s to 1d in whole seconds");
        expectRefusal(
                "since=2026-03-01&until=2026-03-02&step=1s",
                "parameter step is '1s', which makes 86400 buckets of at most 2000; the least step for this time is 1m");
        expectRefusal("since=9999d", "since and until are too far apart for any step");
        expectRefusal("budget=1h", "parameter budget is '1h'; it takes a time from 1ms to 10s");
        expectRefusal("since=1m&until=2m", "since has to be the earlier one");
        expectRefusal("filter=a%20b)", "parameter filter: ");
        expectRefusal("lines=3", "parameter lines is not known; /counts takes ");
    }

    private void expectRefusal(String query, String detail) throws IOException {
        var answer = HttpSocket.get(daemon.http(), "/counts?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Json.read(answer.text()).text("detail")).contains(detail);
    }

    private void post(String app, String second, String level) throws IOException {
        String line = "{\"time\":\"%s%sZ\",\"message\":\"lines\",\"level\":\"%s\"}".formatted(TIME, second, level);
        assertThat(HttpSocket.post(daemon.http(), "/logs?app=" + app, line).status())
                .isEqualTo(204);
    }
}
