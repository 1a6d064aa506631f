package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import logtail.drain.sink.Sink;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.web.Json;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the receivers of each format get, read by somebody else's JSON parser. */
@Timeout(60)
class HttpBodiesTest {
    private static final String RECEIVED = "2026-11-24T14:00:00.000000001Z";
    static final String TIME = "2026-11-24T13:59:59.500000000Z";
    private static final long TIME_NS = Events.ns(TIME);

    @AutoClose
    private final HttpDrain drain = new HttpDrain();

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void ndjsonIsWhatTailsGet() throws Exception {
        var asked = send(
                new Events()
                        .begin("web", "web.1", "host-a", Severity.WARN)
                        .at(TIME)
                        .attribute("ex@1.key", "va\\lue")
                        .add(new byte[] {'s', 'a', 'y', ' ', '"', 'h', 'i', '"', ' ', (byte) 0xFF, '\n'})
                        .begin("db", "", "", Severity.INFO)
                        .add("two"),
                204,
                "");
        assertThat(asked.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(asked.header("Idempotency-Key")).matches("[0-9A-F]{32}");
        List<Map<String, Object>> events =
                asked.text().lines().map(Json::object).toList();
        assertThat(asked.text()).endsWith("\n");
        assertThat(events.get(0))
                .containsEntry("id", "1")
                .containsEntry("time", TIME)
                .containsEntry("received", RECEIVED)
                .containsEntry("app", "web")
                .containsEntry("level", "warn")
                .containsEntry("message", "say \"hi\" \uFFFD\n");
        assertThat(events.get(1))
                .containsEntry("id", "2")
                .containsEntry("app", "db")
                .doesNotContainKey("process");
    }

    @Test
    void logplexIsWhatLogplexSends() throws Exception {
        var events = new Events()
                .begin("app", "web.3", "host", Severity.NOTICE)
                .at("2012-11-30T06:45:29Z")
                .syslog(5, "")
                .add("State changed from starting to up")
                .begin("heroku", "router", "", Severity.INFO)
                .at("2012-11-30T06:45:26.123456789Z")
                .attribute("dropped", "x")
                .add("at=info ł");
        var asked = send(events, 204, "", "format", "logplex", "drain-token", "d.fc6b856b-3332-4546-93de-7d0ee272c3bd");
        assertThat(asked.line()).isEqualTo("POST / HTTP/1.1");
        assertThat(asked.headers())
                .containsEntry("content-type", "application/logplex-1")
                .containsEntry("Logplex-Msg-Count", "2")
                .containsEntry("Logplex-Drain-Token", "d.fc6b856b-3332-4546-93de-7d0ee272c3bd")
                .containsEntry("content-length", Integer.toString(asked.body().length))
                .doesNotContainKey("content-encoding");
        assertThat(asked.header("Logplex-Frame-Id")).matches("[0-9A-F]{32}");
        assertThat(asked.text())
                .isEqualTo(
                        "90 <45>1 2012-11-30T06:45:29.000000+00:00 host app web.3 - State changed from starting to up\n"
                                + "68 <14>1 2012-11-30T06:45:26.123456+00:00 - heroku router - at=info ł\n");
    }

    @Test
    void logplexTellsDrainsApartByTheirNames() throws Exception {
        var asked = send(Events.many(1), 204, "", "format", "logplex");
        assertThat(asked.header("Logplex-Drain-Token"))
                .matches("d\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                .isEqualTo(send(Events.many(2), 204, "", "format", "logplex").header("Logplex-Drain-Token"));
    }

    @Test
    void elasticsearchGetsActionsAndDocuments() throws Exception {
        var asked = send(
                full(),
                200,
                "{\"errors\":false}",
                "format",
                "elasticsearch",
                "compress",
                "off",
                "index",
                "l-{yyyy.MM.dd}");
        assertThat(asked.line()).isEqualTo("POST /_bulk?filter_path=errors,items.*.status,items.*.error HTTP/1.1");
        assertThat(asked.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(asked.text()).endsWith("}\n");
        List<Map<String, Object>> lines = asked.text().lines().map(Json::object).toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0))
                .isEqualTo(Map.of("index", Map.of("_index", "l-2026.11.24", "_id", "eu-1-" + Events.RECEIVED_NS)));
        assertThat(lines.get(1))
                .isEqualTo(Map.of(
                        "@timestamp", TIME,
                        "received", RECEIVED,
                        "app", "web",
                        "process", "web.1",
                        "host", "host-a",
                        "level", "warn",
                        "facility", 16L,
                        "msgid", "ID\"47",
                        "message", "say \"hi\" \uFFFD\n",
                        "attributes", Map.of("ex@1.key", List.of("a", "b\"", "c"), "other", "ł", "9 x", "")))
                .doesNotContainKey("flags");
        assertThat(lines.get(3))
                .containsEntry("flags", List.of("truncated", "continued"))
                .doesNotContainKeys("attributes", "facility", "msgid");
        assertThat(lines.get(5).keySet()).containsExactly("@timestamp", "received", "app", "level", "message");
    }

    @Test
    void elasticsearchTakesPathPrefixAndAction() throws Exception {
        server.then(200, "{\"errors\":false}");
        try (Sink sink = drain.to(
                server.url() + "/es/_bulk?pipeline=p",
                "format",
                "elasticsearch",
                "action",
                "create",
                "id-prefix",
                "a\"b",
                "compress",
                "off")) {
            assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Sink.Answer.TAKEN);
        }
        var asked = server.take();
        assertThat(asked.line()).startsWith("POST /es/_bulk?pipeline=p&filter_path=errors,");
        assertThat(asked.text().lines().map(Json::object).findFirst())
                .contains(Map.of("create", Map.of("_index", "logtail", "_id", "a\"b-1-" + Events.RECEIVED_NS)));
    }

    @Test
    void lokiGetsStreamsOfRunsOfEqualLabels() throws Exception {
        var events = full().begin("db", "", "", Severity.INFO).add("four");
        var asked = send(events, 204, "", "format", "loki", "compress", "off", "header.X-Scope-OrgID", "acme");
        assertThat(asked.line()).isEqualTo("POST /loki/api/v1/push HTTP/1.1");
        assertThat(asked.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("X-Scope-OrgID", "acme");
        long ns = Events.RECEIVED_NS;
        Map<String, String> web = Map.of("app", "web", "process", "web.1", "host", "host-a", "level", "warn");
        assertThat(Json.object(asked.text()))
                .isEqualTo(Map.of(
                        "streams",
                        List.of(
                                Map.of(
                                        "stream",
                                        web,
                                        "values",
                                        List.of(
                                                List.of(
                                                        Long.toString(TIME_NS + 1),
                                                        "say \"hi\" \uFFFD\n",
                                                        Map.of(
                                                                "facility", "16",
                                                                "msgid", "ID\"47",
                                                                "ex_1_key", "a, b\", c",
                                                                "other", "ł",
                                                                "_9_x", "")),
                                                List.of(
                                                        Long.toString(ns + 2),
                                                        "two",
                                                        Map.of("flags", "truncated, continued")))),
                                Map.of(
                                        "stream",
                                        Map.of("app", "db", "level", "info"),
                                        "values",
                                        List.of(
                                                List.of("3", "before 1970"),
                                                List.of(Long.toString(ns + 4), "four"))))));
    }

    /** Events with and without everything, of two sources. */
    static Events full() {
        return new Events()
                .begin("web", "web.1", "host-a", Severity.WARN)
                .at(TIME)
                .syslog(16, "ID\"47")
                .attribute("ex@1.key", "a")
                .attribute("other", "ł")
                .attribute("ex@1.key", "b\"")
                .attribute("9 x", "")
                .attribute("ex@1.key", "c")
                .add(new byte[] {'s', 'a', 'y', ' ', '"', 'h', 'i', '"', ' ', (byte) 0xFF, '\n'})
                .begin("web", "web.1", "host-a", Severity.WARN)
                .flags(Line.TRUNCATED | Line.CONTINUED)
                .add("two")
                .begin("db", "", "", Severity.INFO)
                .at("1969-12-31T23:59:59Z")
                .add("before 1970");
    }

    private ScriptedServer.Asked send(Events events, int status, String answer, String... options) throws Exception {
        server.then(status, answer);
        try (Sink sink = drain.to(server.url(), options)) {
            assertThat(sink.send(events.batch(sink))).isEqualTo(Sink.Answer.TAKEN);
        }
        return server.take();
    }
}
