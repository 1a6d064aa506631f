package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers have to say besides their status. */
@Timeout(60)
class HttpAnswersTest {
    @AutoClose
    private final HttpDrain drain = new HttpDrain();

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void elasticsearchRefusesSomeEvents() throws Exception {
        server.then(
                200,
                "{\"errors\":true,\"items\":[{\"index\":{\"status\":201}},{\"index\":{\"status\":400,\"error\":"
                        + "{\"type\":\"mapper_parsing_exception\",\"reason\":\"no\"}}},{\"index\":{\"status\":200}}]}");
        try (Sink sink = drain.to(server.url(), "format", "elasticsearch")) {
            assertThat(sink.send(Events.many(3).batch(sink)))
                    .isEqualTo(new Answer.TakenBut(List.of(new Rejection(1, "400 mapper_parsing_exception: no"))));
            assertThat(sink.accepted()).isEqualTo(3);
        }
    }

    @Test
    void elasticsearchIsBusyWithSomeEvents() throws Exception {
        server.then(
                200,
                "{\"errors\":true,\"items\":[{\"index\":{\"status\":201}},{\"index\":{\"status\":429,\"error\":"
                        + "{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}}}]}");
        try (Sink sink = drain.to(server.url(), "format", "elasticsearch")) {
            assertThat(((Answer.Later) sink.send(Events.many(2).batch(sink))).reason())
                    .isEqualTo("127.0.0.1:%d does not take event 2 of 2 now: 429 es_rejected_execution_exception: full"
                            .formatted(server.port()));
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
        }
    }

    @Test
    void somethingElseThanElasticsearchIsNotBelieved() throws Exception {
        server.then(200, "<html>Welcome</html>");
        try (Sink sink = drain.to(server.url(), "format", "elasticsearch")) {
            assertThat(((Answer.Later) sink.send(Events.many(2).batch(sink))).reason())
                    .contains("does not answer like a bulk API", "check the path", "<html>Welcome");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "2", "3"})
    void otlpRefusesAllEvents(String rejected) throws Exception {
        server.then(
                200,
                "{\"partialSuccess\":{\"errorMessage\":\"too old\",\"rejectedLogRecords\":%s}}".formatted(rejected));
        try (Sink sink = drain.to(server.url(), "format", "otlp")) {
            assertThat(sink.send(Events.many(2).batch(sink)))
                    .isEqualTo(new Answer.TakenBut(List.of(new Rejection(0, "too old"), new Rejection(1, "too old"))));
            assertThat(sink.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "no JSON",
                "{\"partialSuccess\":null}",
                "{\"partialSuccess\":{}}",
                "{\"partialSuccess\":{\"errorMessage\":\"a hint\"}}",
                "{\"other\":{\"x\":[1]},\"partial_success\":{\"x\":{},\"rejected_log_records\":1}}",
                "{\"partialSuccess\":{\"rejectedLogRecords\":\"many\"}}"
            })
    void otlpTakesWhatItDoesNotRefuseWhole(String answer) throws Exception {
        server.then(200, answer);
        try (Sink sink = drain.to(server.url(), "format", "otlp")) {
            assertThat(sink.send(Events.many(2).batch(sink))).isEqualTo(Answer.TAKEN);
            assertThat(sink.accepted()).isEqualTo(2);
        }
    }

    @Test
    void whatServersEchoOfOurSecretsIsNotShown() throws Exception {
        String said = "no: Bearer tok3n-x, acme-k3y, /hook/T0123456789ABCDEF and q=9876543210fedcba";
        server.then(401, said).then(400, said).then(302, "Location: https://x/?t=tok3n-x", "");
        String url = server.url() + "/hook/T0123456789ABCDEF?q=9876543210fedcba";
        try (Sink sink = drain.to(url, "token", "tok3n-x", "header.X-Key", "Key acme-k3y")) {
            Batch batch = Events.many(1).batch(sink);
            for (int i = 0; i < 3; i++) {
                assertThat(sink.send(batch).toString())
                        .doesNotContain("tok3n-x", "acme-k3y", "T0123456789ABCDEF", "9876543210fedcba")
                        .contains("***");
            }
        }
        var asked = server.take();
        assertThat(asked.header("authorization")).isEqualTo("Bearer tok3n-x");
        assertThat(asked.header("X-Key")).isEqualTo("Key acme-k3y");
    }

    @Test
    void passwordsOfUrlsAreSentAndNotShown() throws Exception {
        server.then(401, "not hunter%2 and not aGVsZW46aHVudGVyJTLDqQ==");
        try (Sink sink = drain.to("http://helen:hunter%252%C3%A9@127.0.0.1:" + server.port())) {
            String shown = sink.send(Events.many(1).batch(sink)).toString();
            assertThat(shown).doesNotContain("aGVs").contains("***", "check the user and password");
        }
        var asked = server.take();
        assertThat(asked.header("authorization")).isEqualTo("Basic aGVsZW46aHVudGVyJTLDqQ==");
        assertThat(asked.header("host")).isEqualTo("127.0.0.1:" + server.port());
    }
}
