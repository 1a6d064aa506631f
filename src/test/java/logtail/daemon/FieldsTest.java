package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import logtail.runtime.Json;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /fields} of a daemon. */
@Timeout(60)
class FieldsTest extends DaemonTest {
    @Test
    void tellsOfTheNewestMatches() throws IOException {
        post("web", "{\"status\":200,\"path\":\"/a b\"}", "{\"status\":500,\"path\":\"/c\"}", "{\"status\":200}");
        post("db", "took=3ms");
        Json fields = ask("/fields?app=web&sample=2");
        assertThat(fields.toString())
                .startsWith("{\"events\":2,\"from\":\"2\",\"to\":\"3\",\"complete\":false,\"fields\":[")
                .contains("{\"name\":\"status\",\"source\":\"json\",\"kind\":\"number\",\"in\":2,\"distinct\":2,"
                        + "\"exact\":true,\"top\":[{\"value\":\"200\",\"count\":1,\"term\":\"status=200\"},"
                        + "{\"value\":\"500\",\"count\":1,\"term\":\"status=500\"}]}");
        assertThat(ask("/fields").number("events")).isEqualTo(4);
        assertThat(ask("/fields").text("complete")).isEqualTo("true");
        assertThat(ask("/fields?filter=nothing").toString())
                .isEqualTo("{\"events\":0,\"complete\":true,\"fields\":[]}");
    }

    @Test
    void givesTermsThatTailTakes() throws IOException {
        post("web", "{\"path\":\"/a \\\"b\\\" \\\\c\"}", "{\"path\":\"/c\"}");
        String term = ask("/fields?field=path&prefix=/A")
                .get("fields")
                .items()
                .getFirst()
                .get("top")
                .items()
                .getFirst()
                .text("term");
        String found = HttpSocket.get(
                        daemon.http(), "/tail?follow=false&filter=" + URLEncoder.encode(term, StandardCharsets.UTF_8))
                .text();
        assertThat(found).hasLineCount(1).contains("\"id\":\"1\"");
    }

    @Test
    void suggestsAppsAndLevelsWithoutReading() throws IOException {
        post("web", IntStream.range(0, 3).mapToObj(i -> "line " + i).toArray(String[]::new));
        post("worker", "one");
        post("db", "one");
        assertThat(ask("/fields?field=app&prefix=W").toString())
                .isEqualTo("{\"complete\":true,\"fields\":[{\"name\":\"app\",\"source\":\"event\",\"kind\":\"text\","
                        + "\"distinct\":2,\"exact\":true,\"top\":[{\"value\":\"web\",\"count\":3,\"term\":\"app=web\"},"
                        + "{\"value\":\"worker\",\"count\":1,\"term\":\"app=worker\"}]}]}");
        assertThat(ask("/fields?field=level&prefix=e").toString())
                .contains(
                        "{\"value\":\"emerg\",\"term\":\"level=emerg\"},{\"value\":\"error\",\"term\":\"level=error\"}");
    }

    @Test
    void saysWhatItTakes() throws IOException {
        expectRefusal("sample=0", "parameter sample is '0'; it takes a number from 1 to 50000");
        expectRefusal("top=201", "parameter top is '201'; it takes a number from 1 to 200");
        expectRefusal("budget=3s", "parameter budget is '3s'; it takes a time from 1ms to 2s");
        expectRefusal("prefix=a", "parameter prefix goes with field");
    }

    private void expectRefusal(String query, String detail) throws IOException {
        var answer = HttpSocket.get(daemon.http(), "/fields?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Json.read(answer.text()).text("detail")).startsWith(detail);
    }

    private Json ask(String target) throws IOException {
        var answer = HttpSocket.get(daemon.http(), target);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.read(answer.text());
    }

    private void post(String app, String... lines) throws IOException {
        assertThat(HttpSocket.post(daemon.http(), "/logs?app=" + app, String.join("\n", lines))
                        .status())
                .isEqualTo(204);
    }
}
