package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import logtail.web.HttpSocket;
import logtail.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /logs} as real senders use it. */
@Timeout(60)
class PostLogsTest extends DaemonTest {
    @Test
    void answersOnceTheLinesAreInTheJournal() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertThat(post("/logs?app=web&process=web.1&host=h&level=warn", "line " + i)
                            .status())
                    .isEqualTo(204);
            assertThat(messages()).hasSize(i + 1).endsWith("line " + i);
        }
        assertThat(Shown.all(daemon.http()).getFirst().members())
                .containsEntry("app", "web")
                .containsEntry("process", "web.1")
                .containsEntry("host", "h")
                .containsEntry("level", "warn");
    }

    @Test
    void takesLinesWithAnyLineEndAndWithoutTheLast() throws IOException {
        post("/logs", "lf\ncr lf\r\n\n\r\n  spaces stay \na\rb\nno end");
        assertThat(messages()).containsExactly("lf", "cr lf", "  spaces stay ", "a\rb", "no end");
    }

    @Test
    void takesAnEmptyBody() throws IOException {
        assertThat(post("/logs", "").status()).isEqualTo(204);
        assertThat(messages()).isEmpty();
    }

    @Test
    void keepsAJsonObjectWholeAndReadsItsMembers() throws IOException {
        String json = "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"error\",\"app\":\"api\",\"msg\":\"żółć\"}";
        post("/logs", json + "\n{\"broken\": \n", "Content-Type: application/x-ndjson");
        List<Shown> shown = Shown.all(daemon.http());
        assertThat(shown.getFirst().members())
                .containsEntry("message", json)
                .containsEntry("time", "2026-01-02T03:04:05.678000000Z")
                .containsEntry("level", "error")
                .containsEntry("app", "api");
        assertThat(shown.getLast().message()).isEqualTo("{\"broken\": ");
    }

    @Test
    void readsTheTimesThatLinesStateUnlessTheRequestSaysOtherwise() throws IOException {
        String lines = "2026-01-02T03:04:05.678Z ERROR x\n{\"time\":\"2026-01-02T03:04:05.678Z\"}\nno time";
        String stated = "2026-01-02T03:04:05.678000000Z";
        String readAt = "2026-01-02T03:04:06.000000001Z";
        String header = "Logtail-Read-At: 1767323046000000001";
        assertThat(times("/logs", lines))
                .startsWith(stated, stated)
                .doesNotContain(readAt)
                .hasSize(3);
        assertThat(times("/logs", lines, header)).endsWith(stated, stated, readAt);
        assertThat(times("/logs?time_from=line", lines, header)).endsWith(stated, stated, readAt);
        assertThat(times("/logs?time_from=receive", lines, header)).endsWith(readAt, readAt, readAt);
        assertThat(times("/logs?time_from=receive", lines).subList(12, 15)).doesNotContain(stated, readAt);
    }

    private List<String> times(String target, String body, String... headers) throws IOException {
        assertThat(post(target, body, headers).status()).isEqualTo(204);
        return Shown.all(daemon.http()).stream()
                .map(shown -> String.valueOf(shown.members().get("time")))
                .toList();
    }

    @Test
    void saysWhichTimesItTakes() throws IOException {
        expectProblem(post("/logs?time_from=now", "x"), 400, "time_from", "now", "line or receive");
        for (String value : List.of("", "now", "-1", "1767323046", "1767323046000", "99999999999999999999", "1e18")) {
            expectProblem(post("/logs", "x", "Logtail-Read-At: " + value), 400, "Logtail-Read-At", "nanoseconds");
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void takesItsOwnEventsBack() throws IOException {
        post("/logs?app=shop&process=web.1&level=warn", "first\n{\"a\":\"b\",\"level\":\"error\"}\n\ttab \"q\"");
        String own =
                HttpSocket.get(daemon.http(), "/tail?lines=all&follow=false").text();
        List<Shown> before = Shown.all(daemon.http());
        post("/logs", own);
        List<Shown> all = Shown.all(daemon.http());
        assertThat(all).hasSize(6);
        for (int i = 0; i < 3; i++) {
            var members = new java.util.HashMap<>(all.get(3 + i).members());
            members.keySet().removeAll(List.of("id", "received"));
            var expected = new java.util.HashMap<>(before.get(i).members());
            expected.keySet().removeAll(List.of("id", "received"));
            assertThat(members).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "application/json"})
    void takesItsOwnEventsBackHoweverLongEscapesMakeThem(String type) throws IOException {
        List<String> sent = List.of("\"".repeat(65_536), "\u0001".repeat(65_536), "plain", "\\\"a\\\"".repeat(9_000));
        post("/logs?app=shop", String.join("\n", sent));
        String own =
                HttpSocket.get(daemon.http(), "/tail?lines=all&follow=false").text();
        assertThat(post("/logs", own, "Content-Type: " + type).header("logtail-truncated"))
                .isEmpty();
        List<Shown> back = Shown.all(daemon.http()).subList(4, 8);
        assertThat(back).extracting(Shown::message).containsExactlyElementsOf(sent);
        assertThat(back)
                .allSatisfy(shown ->
                        assertThat(shown.members()).containsEntry("app", "shop").doesNotContainKey("flags"));
    }

    @Test
    void cutsAForeignLineThatBeginsAsItsOwn() throws IOException {
        assertThat(post("/logs", "{\"id\":\"1\",\"a\":\"" + "x".repeat(500_000) + "\"}\nshort")
                        .header("logtail-truncated"))
                .isEqualTo("1");
        List<Shown> shown = Shown.all(daemon.http());
        assertThat(shown).hasSize(2);
        assertThat(shown.getFirst().message()).hasSize(65_536);
        assertThat(shown.getLast().message()).isEqualTo("short");
    }

    @Test
    void makesAnEventOfEachElementOfAJsonArray() throws IOException {
        String[] json = {"Content-Type: application/json; charset=utf-8"};
        assertThat(post("/logs", "[{\"level\":\"error\",\"n\":1}, {\"n\":2}]", json)
                        .status())
                .isEqualTo(204);
        assertThat(post("/logs", "{\n  \"app\": \"pretty\",\n  \"text\": \"a b\"\n}\n", json)
                        .status())
                .isEqualTo(204);
        assertThat(post("/logs", "{\"n\":3}\n{\"n\":4}\nno json\n", json).status())
                .isEqualTo(204);
        List<Shown> shown = Shown.all(daemon.http());
        assertThat(shown)
                .extracting(Shown::message)
                .containsExactly(
                        "{\"level\":\"error\",\"n\":1}",
                        "{\"n\":2}",
                        "{\"app\":\"pretty\",\"text\":\"a b\"}",
                        "{\"n\":3}",
                        "{\"n\":4}",
                        "no json");
        assertThat(shown.get(0).members()).containsEntry("level", "error");
        assertThat(shown.get(2).members()).containsEntry("app", "pretty");
    }

    @Test
    void takesAJsonArrayThatIsMuchLargerThanAnyBufferIsAndTakesItOnceWithAKey() throws IOException {
        String array = IntStream.range(0, 20_000)
                .mapToObj("{\"n\":%d,\"text\":\"some words\"}"::formatted)
                .collect(joining(",\n", "[", "]"));
        assertThat(post("/logs", array, "Content-Type: application/json").status())
                .isEqualTo(204);
        for (int round = 0; round < 2; round++) {
            assertThat(post("/logs", array, "Content-Type: application/json", "Idempotency-Key: k")
                            .status())
                    .isEqualTo(204);
        }
        assertThat(messages()).hasSize(40_000).endsWith("{\"n\":19999,\"text\":\"some words\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"a":1},{"b":2      | 1 | ends within a value
            [{"a":1},            | 1 | ends within its array
            [{"a":1},no json]    | 1 | byte 9
            {"a":1}{"b":2]       | 1 | bracket
            """)
    void saysHowManyValuesItKeptOfBrokenJson(String json, int kept, String why) throws IOException {
        var answer = post("/logs", json, "Content-Type: application/json");
        expectProblem(answer, 400, why);
        assertThat(Json.object(answer.text())).containsEntry("kept", (long) kept);
        assertThat(messages()).hasSize(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=x",
                "application/xml",
                "text/xml",
                "application/atom+xml",
                "application/msgpack",
                "application/x-protobuf",
                "application/gzip",
                "image/png"
            })
    void refusesTypesThatMakeNoLines(String type) throws IOException {
        expectProblem(post("/logs", "x", "Content-Type: " + type), 415, type.replaceAll(";.*", ""), "application/json");
        assertThat(messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-ndjson", "application/jsonlines", "application/octet-stream", "Log"
            })
    void takesLinesOfAnyOtherType(String type) throws IOException {
        post("/logs", "{\"a\":1}\nno json", "Content-Type: " + type);
        assertThat(messages()).containsExactly("{\"a\":1}", "no json");
    }

    @Test
    void saysHowManyLinesItCut() throws IOException {
        String longer = "x".repeat(70_000);
        assertThat(post("/logs", "short").header("logtail-truncated")).isEmpty();
        assertThat(post("/logs", longer + "\nshort\n" + longer + longer).header("logtail-truncated"))
                .isEqualTo("2");
        assertThat(post("/logs", "[{\"a\":\"" + longer + "\"}]", "Content-Type: application/json")
                        .header("logtail-truncated"))
                .isEqualTo("1");
        assertThat(Shown.all(daemon.http())).hasSize(5);
    }

    @Test
    void takesTheFormTypeOfCurlForText() throws IOException {
        post("/logs?app=curl", "a=b&c=%20d\nnext", "Content-Type: application/x-www-form-urlencoded");
        assertThat(messages()).containsExactly("a=b&c=%20d", "next");
    }

    @Test
    void takesNamesFromHeadersWhenNoParameterGivesThem() throws IOException {
        post("/logs?app=parameter", "x", "Logtail-App: header", "Logtail-Process: worker.2");
        assertThat(Shown.all(daemon.http()).getFirst().members())
                .containsEntry("app", "parameter")
                .containsEntry("process", "worker.2");
    }

    @Test
    void readsAChunkedBodyWhoseChunksCutLines() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("POST", "/logs", "Transfer-Encoding: chunked"));
            for (String chunk : List.of("fir", "st\nse", "cond\n", "third")) {
                http.send("%x\r\n%s\r\n".formatted(chunk.length(), chunk));
            }
            assertThat(http.send("0\r\n\r\n").receive().status()).isEqualTo(204);
        }
        assertThat(messages()).containsExactly("first", "second", "third");
    }

    @Test
    void takesABodyOfManySocketReads() throws IOException {
        List<String> lines = IntStream.range(0, 30_000)
                .mapToObj(i -> "line " + i + " " + "y".repeat(i % 150))
                .toList();
        assertThat(post("/logs", String.join("\r\n", lines)).status()).isEqualTo(204);
        assertThat(messages()).isEqualTo(lines);
    }

    @Test
    void letsASenderThatAsksFirstContinue() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("POST", "/logs", "Content-Length: 5", "Expect: 100-continue"));
            assertThat(http.receive().status()).isEqualTo(100);
            assertThat(http.send("asked").receive().status()).isEqualTo(204);
        }
        assertThat(messages()).containsExactly("asked");
    }

    @Test
    void inflatesGzipOfAnyRatio() throws IOException {
        List<String> lines = IntStream.range(0, 50_000)
                .mapToObj(i -> "the same words again and again " + i / 1000)
                .toList();
        assertThat(HttpSocket.post(daemon.http(), "/logs", gzip(String.join("\n", lines)), "Content-Encoding: gzip")
                        .status())
                .isEqualTo(204);
        assertThat(messages()).isEqualTo(lines);
    }

    @Test
    void saysThatABodyCannotBeUnpacked() throws IOException {
        expectProblem(
                post("/logs", "this is no gzip", "Content-Encoding: gzip"), 400, "unpacked", "nothing of it is kept");
    }

    @Test
    void saysHowManyLinesItKeptOfACompressedBodyThatIsCutOrDamaged() throws IOException {
        byte[] whole = gzip(
                IntStream.range(0, 5_000).mapToObj(i -> i + " " + i * 7919L).collect(joining("\n")));
        byte[] damaged = whole.clone();
        damaged[whole.length - 8] ^= 1; // in the checksum
        for (byte[] body :
                List.of(Arrays.copyOf(whole, whole.length / 2), Arrays.copyOf(whole, whole.length - 1), damaged)) {
            long before = messages().size();
            var answer = HttpSocket.post(daemon.http(), "/logs", body, "Content-Encoding: gzip");
            assertThat(answer.status()).isEqualTo(400);
            long kept = messages().size() - before;
            assertThat(kept).isPositive();
            assertThat(Json.object(answer.text())).containsEntry("kept", kept);
            assertThat(answer.text()).contains(kept + " lines are kept");
        }
    }

    @Test
    void keepsNothingOfACompressedBodyWithAKeyThatIsCut() throws IOException {
        byte[] whole = gzip("one\ntwo\nthree");
        String[] headers = {"Content-Encoding: gzip", "Idempotency-Key: cut"};
        var answer = HttpSocket.post(daemon.http(), "/logs", Arrays.copyOf(whole, whole.length - 1), headers);
        expectProblem(answer, 400, "nothing of it is kept");
        assertThat(HttpSocket.post(daemon.http(), "/logs", whole, headers).status())
                .isEqualTo(204);
        assertThat(messages()).containsExactly("one", "two", "three");
    }

    @Test
    void goesOnWithTheConnectionBehindACompressedBodyThatIsCut() throws IOException {
        byte[] whole = gzip("one\ntwo");
        try (var http = HttpSocket.open(daemon.http())) {
            assertThat(http.post("/logs", Arrays.copyOf(whole, whole.length - 3), "Content-Encoding: gzip")
                            .status())
                    .isEqualTo(400);
            assertThat(http.post("/logs", whole, "Content-Encoding: gzip").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void refusesAnEncodingThatItCannotRead() throws IOException {
        var answer = post("/logs", "x", "Content-Encoding: rot13");
        expectProblem(answer, 415, "rot13", "gzip");
        assertThat(messages()).isEmpty();
    }

    @Test
    void takesPutAndHttp10() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            assertThat(http.send(HttpSocket.head("PUT", "/logs", "Content-Length: 3") + "put")
                            .receive()
                            .status())
                    .isEqualTo(204);
        }
        try (var http = HttpSocket.open(daemon.http())) {
            var answer = http.send("POST /logs HTTP/1.0\r\nContent-Length: 3\r\n\r\nold")
                    .receive();
            assertThat(answer.status()).isEqualTo(204);
            assertThat(http.isClosedByPeer()).isTrue();
        }
        assertThat(messages()).containsExactly("put", "old");
    }

    /** Such a body is none by the rules (RFC 9112, section 6.3), but its sender believes that it was stored. */
    @Test
    void wantsToKnowWhereABodyEnds() throws IOException {
        for (String head : List.of("POST /logs HTTP/1.0\r\n\r\n", HttpSocket.head("POST", "/logs"))) {
            try (var http = HttpSocket.open(daemon.http())) {
                var answer = http.send(head + "a line\n").receive();
                assertThat(answer.status()).isEqualTo(411);
                assertThat(answer.text()).contains("Content-Length");
            }
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void answersManyRequestsOnOneConnectionInOrder() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            for (int i = 0; i < 20; i++) {
                assertThat(http.post("/logs", ("kept " + i).getBytes(UTF_8)).status())
                        .isEqualTo(204);
            }
        }
        assertThat(messages()).hasSize(20).startsWith("kept 0").endsWith("kept 19");
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            var requests = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                requests.append(HttpSocket.head("POST", "/logs", "Content-Length: 1"))
                        .append(i);
                requests.append(HttpSocket.head("GET", "/healthz"));
            }
            http.send(requests.toString());
            for (int i = 0; i < 10; i++) {
                assertThat(http.receive().status()).isEqualTo(204);
                assertThat(http.receive().text()).isEqualTo("ok\n");
            }
        }
        assertThat(messages()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void namesWhatIsWrongWithAParameter() throws IOException {
        expectProblem(post("/logs?level=loud", "x"), 400, "level", "loud", "warn");
        expectProblem(post("/logs?color=red", "x"), 400, "color", "app", "host", "level", "process");
        expectProblem(post("/logs?app=a&app=b", "x"), 400, "app", "2 times");
        expectProblem(post("/logs?app=%zz", "x"), 400, "%zz");
        try (var http = HttpSocket.open(daemon.http())) {
            expectProblem(http.send(HttpSocket.head("DELETE", "/logs")).receive(), 405, "DELETE", "POST");
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void takesAllRequestsAfterARefusedOne() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("GET", "/nowhere"));
            assertThat(http.receive().status()).isEqualTo(404);
        }
        assertThat(post("/logs", "after").status()).isEqualTo(204);
    }

    @Test
    void keepsNothingOfALineThatWasNotFinishedWhenTheSenderWentAway() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("POST", "/logs", "Content-Length: 100") + "whole\nha");
            assertThat(daemon.awaitMessages(1)).containsExactly("whole");
        }
        post("/logs", "next");
        assertThat(messages()).containsExactly("whole", "next");
    }

    private static void expectProblem(HttpSocket.Response answer, int status, String... words) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        var problem = Json.object(answer.text());
        assertThat(problem).containsEntry("status", (long) status).containsKeys("title", "detail");
        assertThat(String.valueOf(problem.get("detail"))).contains(words);
    }

    private HttpSocket.Response post(String target, String body, String... headers) throws IOException {
        return HttpSocket.post(daemon.http(), target, body, headers);
    }

    private List<String> messages() throws IOException {
        return Shown.all(daemon.http()).stream().map(Shown::message).toList();
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
