package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import logtail.drain.sink.Sink;
import logtail.event.Severity;
import logtail.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What receivers of OTLP get, read by somebody else's JSON parser. */
@Timeout(60)
class OtlpBodyTest {
    private static final long TIME_NS = Events.ns(HttpBodiesTest.TIME);

    @Test
    void otlpGetsResourcesScopesAndRecords() throws Exception {
        var asked = send(HttpBodiesTest.full());
        assertThat(asked.line()).isEqualTo("POST /v1/logs HTTP/1.1");
        assertThat(asked.header("content-type")).isEqualTo("application/json");
        List<?> resources =
                (List<?>) Objects.requireNonNull(Json.object(asked.text()).get("resourceLogs"));
        assertThat(resources).hasSize(2);
        String ns = Long.toString(Events.RECEIVED_NS);
        assertThat(resources.get(0))
                .isEqualTo(Map.of(
                        "resource",
                        Map.of(
                                "attributes",
                                List.of(
                                        text("service.name", "web"),
                                        text("service.instance.id", "web.1"),
                                        text("host.name", "host-a"))),
                        "scopeLogs",
                        List.of(Map.of(
                                "scope",
                                Map.of("name", "logtail"),
                                "logRecords",
                                List.of(
                                        Map.of(
                                                "timeUnixNano",
                                                Long.toString(TIME_NS),
                                                "observedTimeUnixNano",
                                                ns,
                                                "severityNumber",
                                                13L,
                                                "severityText",
                                                "warn",
                                                "body",
                                                Map.of("stringValue", "say \"hi\" \uFFFD\n"),
                                                "attributes",
                                                List.of(
                                                        Map.of(
                                                                "key",
                                                                "syslog.facility.code",
                                                                "value",
                                                                Map.of("intValue", "16")),
                                                        text("syslog.msgid", "ID\"47"),
                                                        Map.of(
                                                                "key",
                                                                "ex@1.key",
                                                                "value",
                                                                Map.of("arrayValue", values("a", "b\"", "c"))),
                                                        text("other", "ł"),
                                                        text("9 x", ""))),
                                        Map.of(
                                                "timeUnixNano",
                                                ns,
                                                "observedTimeUnixNano",
                                                ns,
                                                "severityNumber",
                                                13L,
                                                "severityText",
                                                "warn",
                                                "body",
                                                Map.of("stringValue", "two"),
                                                "attributes",
                                                List.of(text("logtail.flags", "truncated, continued"))))))));
    }

    @Test
    void otlpKnowsAllSeverities() throws Exception {
        var events = new Events();
        for (var severity : Severity.values()) {
            events.begin("web", "", "", severity).add("m");
        }
        String body = send(events).text();
        assertThat(body)
                .containsSubsequence(
                        "21,\"severityText\":\"emerg\"",
                        "19,\"severityText\":\"alert\"",
                        "18,\"severityText\":\"crit\"",
                        "17,\"severityText\":\"error\"",
                        "13,\"severityText\":\"warn\"",
                        "10,\"severityText\":\"notice\"",
                        "9,\"severityText\":\"info\"",
                        "5,\"severityText\":\"debug\"");
    }

    private static ScriptedServer.Asked send(Events events) throws Exception {
        try (var server = new ScriptedServer();
                var drain = new HttpDrain();
                Sink sink = drain.to(server.url(), "format", "otlp", "compress", "off")) {
            server.then(200, "{}");
            assertThat(sink.send(events.batch(sink))).isEqualTo(Sink.Answer.TAKEN);
            return server.take();
        }
    }

    private static Map<String, Object> text(String key, String value) {
        return Map.of("key", key, "value", Map.of("stringValue", value));
    }

    private static Map<String, Object> values(String... values) {
        return Map.of(
                "values",
                Arrays.stream(values).map(value -> Map.of("stringValue", value)).toList());
    }
}
