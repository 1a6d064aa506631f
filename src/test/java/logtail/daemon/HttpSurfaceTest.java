package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.zip.GZIPInputStream;
import logtail.journal.JournalId;
import logtail.web.HttpSocket;
import logtail.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the daemon tells by HTTP: tails, apps, metrics, health, and what it refuses. */
@Timeout(60)
class HttpSurfaceTest extends DaemonTest {
    @Test
    void namesWhatIsWrongWithATail() throws IOException {
        expectProblem("level=loud", 400, "level", "loud", "emerg", "debug");
        expectProblem("lines=-1", 400, "lines", "-1", "all", "10000000");
        expectProblem("lines=10000001", 400, "lines", "10000001");
        expectProblem("after=x", 400, "after", "x", "id");
        expectProblem("until=9999999999", 400, "until", "9999999999", "before the year 2262");
        expectProblem("since=someday", 400, "since", "someday", "an age", "2026-11-24T14:05:00Z");
        expectProblem("follow=maybe", 400, "follow", "maybe", "true or false");
        expectProblem("filter=%22open", 400, "filter", "column 6", "not closed");
        expectProblem("filter=" + "x".repeat(4097), 400, "4096");
        expectProblem("colour=red", 400, "colour", "after, app, before, by, context_after");
        expectProblem("lines=1&lines=2", 400, "lines", "2 times");
        expectProblem("app=%f", 400, "target");
    }

    @Test
    void namesWhatThereIsWhenAskedForSomethingElse() throws IOException {
        var answer = HttpSocket.get(daemon.http(), "/nowhere");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("/nowhere", "/logs", "/tail", "/apps", "/metrics", "/healthz", "/readyz");
        try (var http = HttpSocket.open(daemon.http())) {
            assertThat(http.post("/tail", "x".getBytes(UTF_8)).status()).isEqualTo(405);
        }
        try (var http = HttpSocket.open(daemon.http())) {
            assertThat(http.send("this is not HTTP\r\n\r\n").receive().status()).isEqualTo(400);
        }
    }

    @Test
    void answersHeadLikeGetWithoutTheContent() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            for (String path : List.of("/healthz", "/readyz", "/metrics", "/apps")) {
                var head = http.send(HttpSocket.head("HEAD", path)).receiveHead();
                var get = http.send(HttpSocket.head("GET", path)).receive();
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
                assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
                assertThat(Integer.parseInt(head.header("content-length"))).isPositive();
            }
        }
    }

    @Test
    void saysWhichMethodsAreAllowed() throws IOException {
        expectAllowed("POST", "/tail", "GET, HEAD");
        expectAllowed("DELETE", "/apps", "GET, HEAD");
        expectAllowed("GET", "/logs", "POST, PUT");
    }

    private void expectAllowed(String method, String path, String allowed) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            var answer = http.send(HttpSocket.head(method, path)).receiveHead();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo(allowed);
        }
    }

    @Test
    void answersHeadOfATailAndForgetsIt() throws Exception {
        post("web", "one\ntwo");
        for (String target : List.of("/tail", "/tail?follow=0", "/events/1")) {
            try (var http = HttpSocket.open(daemon.http())) {
                for (int round = 0; round < 3; round++) {
                    var head = http.send(HttpSocket.head("HEAD", target, "Accept: text/plain"))
                            .receiveHead();
                    assertThat(head.status()).isEqualTo(200);
                    assertThat(head.header("content-type")).startsWith("text/plain");
                    assertThat(head.header("logtail-newest")).isEqualTo("2");
                }
                assertThat(http.send(HttpSocket.head("GET", "/healthz"))
                                .receive()
                                .text())
                        .isEqualTo("ok\n");
            }
        }
        awaitMetric("logtail_tail_sessions", 0);
    }

    @Test
    void compressesATailThatEndsForThoseWhoWantIt() throws IOException {
        post("web", "the same words\n".repeat(5_000));
        var plain = HttpSocket.get(daemon.http(), "/tail?follow=0&lines=all");
        var packed = HttpSocket.get(daemon.http(), "/tail?follow=0&lines=all", "Accept-Encoding: gzip");
        assertThat(packed.header("content-encoding")).isEqualTo("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length / 5);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
        }
        try (var http = HttpSocket.open(daemon.http())) {
            var lines = http.send(HttpSocket.head("GET", "/tail?lines=1", "Accept-Encoding: gzip"))
                    .receiveStream();
            assertThat(Shown.of(lines.readLine()).message()).isEqualTo("the same words");
        }
    }

    @Test
    void saysWhatItGivesToThoseWhoTakeNoneOfIt() throws IOException {
        var answer = HttpSocket.get(daemon.http(), "/tail?follow=0", "Accept: application/xml");
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.text())
                .contains("application/xml", "application/x-ndjson", "text/event-stream", "text/plain");
    }

    @Test
    void takesASemicolonInAQueryForData() throws IOException {
        post("web", "a;b\nab");
        assertThat(tail("filter=a;b")).containsExactly("a;b");
    }

    @Test
    void namesEveryParameterThatIsNotKnown() throws IOException {
        expectProblem("colour=red&sound=loud", 400, "parameters colour, sound are not known");
        for (String path : new String[] {"/apps", "/status", "/drains", "/filter?q=a", "/openapi.yaml"}) {
            var answer = HttpSocket.get(daemon.http(), path + (path.contains("?") ? "&" : "?") + "app=web");
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.text()).contains("parameter app is not known");
        }
    }

    @Test
    void namesAllMistakesOfATailAtOnce() throws IOException {
        expectProblem(
                "since=x&until=y&follow=maybe&level=loud&lines=-1&max=-1&after=z&filter=%22&order=a%20b&context_after=-1&reverse=2",
                400,
                "since is 'x'",
                "until is 'y'",
                "follow is 'maybe'",
                "level is 'loud'",
                "lines is '-1'",
                "max is '-1'",
                "after is 'z'",
                "filter",
                "order is 'a b'",
                "context_after is '-1'",
                "reverse is '2'");
    }

    @Test
    void takesAPeriodOfMoreYearsThanThereAreNanosecondsFor() throws IOException {
        post("web", "one");
        assertThat(Shown.tail(daemon.http(), "since=999999999d")).hasSize(1);
    }

    @Test
    void endsATailThatDoesNotFollowThoughNothingIsThere() throws IOException {
        assertThat(Shown.tail(daemon.http(), "lines=all")).isEmpty();
        assertThat(Shown.tail(daemon.http(), "lines=5")).isEmpty();
        post("x", "one");
        assertThat(Shown.tail(daemon.http(), "since=2200-01-01T00:00:00Z")).isEmpty();
        assertThat(Shown.tail(daemon.http(), "app=other")).isEmpty();
    }

    @Test
    void showsTheSameInThreeFormats() throws IOException {
        post("web", "{\"time\":\"2026-01-02T03:04:05.678Z\",\"msg\":\"a\"}");
        String json = "{\\\"time\\\":\\\"2026-01-02T03:04:05.678Z\\\",\\\"msg\\\":\\\"a\\\"}";
        var ndjson = HttpSocket.get(daemon.http(), "/tail?follow=0", "Accept: */*");
        assertThat(ndjson.header("content-type")).startsWith("application/x-ndjson");
        assertThat(ndjson.header("cache-control")).isEqualTo("no-store");
        assertThat(ndjson.header("x-accel-buffering")).isEqualTo("no");
        assertThat(ndjson.text())
                .startsWith("{\"id\":\"1\",\"time\":\"2026-01-02T03:04:05.678000000Z\",\"received\":\"")
                .endsWith("\",\"app\":\"web\",\"level\":\"info\",\"message\":\"" + json + "\"}\n");
        var sse = HttpSocket.get(daemon.http(), "/tail?follow=0", "Accept: text/event-stream");
        assertThat(sse.header("content-type")).startsWith("text/event-stream");
        assertThat(sse.text())
                .isEqualTo("id: %s-1\ndata: %s\n".formatted(ndjson.header("logtail-journal"), ndjson.text()));
        var text = HttpSocket.get(daemon.http(), "/tail?follow=0", "Accept: text/plain, */*");
        assertThat(text.header("content-type")).startsWith("text/plain");
        assertThat(text.text())
                .isEqualTo("2026-01-02T03:04:05.678Z web: {\"time\":\"2026-01-02T03:04:05.678Z\",\"msg\":\"a\"}\n");
    }

    @Test
    void resumesBehindTheEventThatABrowserSawLast() throws IOException {
        post("web", "one\ntwo\nthree\nfour");
        var answer = HttpSocket.get(
                daemon.http(), "/tail?follow=0&after=1", "Accept: text/event-stream", "Last-Event-ID: 3");
        String id = "id: " + answer.header("logtail-journal") + "-4";
        assertThat(answer.lines()).first().isEqualTo(id);
        assertThat(HttpSocket.get(daemon.http(), "/tail?follow=0", "Last-Event-ID: " + id.substring(4))
                        .lines())
                .isEmpty();
        assertThat(Shown.tail(daemon.http(), "after=2"))
                .extracting(Shown::message)
                .containsExactly("three", "four");
    }

    @Test
    void tellsACursorOfAnotherJournalAsAGap() throws IOException {
        post("web", "one\ntwo");
        List<String> lines =
                HttpSocket.get(daemon.http(), "/tail?follow=0&after=1000").lines();
        assertThat(Json.object(lines.getFirst()).get("gap")).asString().contains("reason=reset", "count=0");
        assertThat(lines.subList(1, lines.size()))
                .extracting(line -> Shown.of(line).message())
                .containsExactly("one", "two");
    }

    @Test
    void selectsByNameLevelAndWords() throws IOException {
        post("web&process=web.1&level=error", "GET /slow timeout");
        post("web&process=worker.1&level=warn", "queue timeout");
        post("db&host=db-1&level=debug", "timeout of a lock");
        post("db&host=db-2&level=info", "ready");
        assertThat(tail("app=web")).containsExactly("GET /slow timeout", "queue timeout");
        assertThat(tail("app=w*,d?&process=web")).containsExactly("GET /slow timeout");
        assertThat(tail("app=web&app=db&host=db-*")).containsExactly("timeout of a lock", "ready");
        assertThat(tail("level=warn")).containsExactly("GET /slow timeout", "queue timeout");
        assertThat(tail("level=%3Dwarn")).containsExactly("queue timeout");
        assertThat(tail("filter=timeout+-queue")).containsExactly("GET /slow timeout", "timeout of a lock");
        assertThat(tail("filter=timeout&lines=1")).containsExactly("timeout of a lock");
        assertThat(tail("lines=0")).isEmpty();
        assertThat(tail("since=1h")).hasSize(4);
        assertThat(tail("since=1w2d1h30m")).hasSize(4);
    }

    @Test
    void followsWithoutAHoleFromHistoryIntoWhatComes() throws IOException {
        post("web", "before");
        try (var http = HttpSocket.open(daemon.http())) {
            var lines = http.send(HttpSocket.head("GET", "/tail?app=web")).receiveStream();
            assertThat(Shown.of(lines.readLine()).message()).isEqualTo("before");
            for (int i = 0; i < 100; i++) {
                post(i % 2 == 0 ? "web" : "other", "live " + i);
                if (i % 2 == 0) {
                    assertThat(Shown.of(lines.readLine()).message()).isEqualTo("live " + i);
                }
            }
        }
    }

    @Test
    void saysGoodByeToTailsWhenItStops() throws IOException {
        post("web", "one");
        try (var http = HttpSocket.open(daemon.http())) {
            var lines = http.send(HttpSocket.head("GET", "/tail", "Accept: text/event-stream"))
                    .receiveStream();
            assertThat(lines.readLine()).isEqualTo("retry: 2000");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).startsWith("id: ").endsWith("-1");
            daemon.close();
            assertThat(lines.lines().toList()).endsWith("event: bye", "data: {}", "");
        } finally {
            daemon = RunningDaemon.start(data);
        }
    }

    @Test
    void endsTheSessionOfATailThatWentAway() throws Exception {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("GET", "/tail")).receiveStream();
            awaitMetric("logtail_tail_sessions", 1);
        }
        awaitMetric("logtail_tail_sessions", 0);
    }

    @Test
    void listsAppsWithTheirCounts() throws IOException {
        post("web", "a\nb\nc");
        post("db", "d");
        var apps = (List<?>) Json.value(HttpSocket.get(daemon.http(), "/apps").text());
        assertThat(apps).hasSize(2);
        assertThat(((Map<?, ?>) apps.getFirst()).get("app")).isEqualTo("db");
        assertThat(((Map<?, ?>) apps.getFirst()).get("events")).isEqualTo(1L);
        assertThat(((Map<?, ?>) apps.getLast()).get("events")).isEqualTo(3L);
        assertThat(String.valueOf(((Map<?, ?>) apps.getLast()).get("last_seen")))
                .matches("20\\d\\d-.*Z");
    }

    @Test
    void showsNothingToAPageWhoseNameWasMadeToPointHere() throws IOException {
        post("web", "secret");
        for (String target : List.of("/tail?follow=0", "/events/1", "/apps", "/metrics", "/drains", "/nowhere")) {
            try (var http = HttpSocket.open(daemon.http())) {
                var answer = http.send("GET " + target + " HTTP/1.1\r\nHost: evil.example:8514\r\n\r\n")
                        .receive();
                assertThat(answer.status()).as(target).isEqualTo(421);
                assertThat(answer.text())
                        .contains("evil.example:8514", "LOGTAIL_PUBLIC_HOST")
                        .doesNotContain("secret");
            }
        }
    }

    @Test
    void takesNoLinesFromPagesOfOtherOrigins() throws IOException {
        for (String header : List.of("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
            var answer = HttpSocket.post(daemon.http(), "/logs", "forged", header, "Content-Type: text/plain");
            assertThat(answer.status()).as(header).isEqualTo(403);
        }
        assertThat(Shown.tail(daemon.http(), "lines=all")).isEmpty();
        assertThat(HttpSocket.post(
                                daemon.http(),
                                "/logs",
                                "own",
                                "Origin: http://localhost",
                                "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void namesTheJournalInTheHeadOfATail() throws IOException {
        post("web", "one");
        var answer = HttpSocket.get(daemon.http(), "/tail?follow=0");
        assertThat(answer.header("logtail-newest")).isEqualTo("1");
        assertThat(JournalId.parse(answer.header("logtail-journal")).value()).isNotZero();
        assertThat(HttpSocket.get(daemon.http(), "/events/1").header("logtail-journal"))
                .isEqualTo(answer.header("logtail-journal"));
    }

    @Test
    void countsWhatItDoes() throws IOException {
        post("web", "a\nb\nc");
        daemon.send("syslog-tcp", "<13>1 - h a - - - x\n<999>bad\n".getBytes(UTF_8));
        daemon.await(5);
        String metrics = HttpSocket.get(daemon.http(), "/metrics").text();
        assertThat(metrics.lines())
                .contains(
                        "logtail_intake_lines_total{intake=\"http\"} 3.0",
                        "logtail_intake_bytes_total{intake=\"http\"} 3.0",
                        "logtail_intake_lines_total{intake=\"syslog-tcp\"} 2.0",
                        "logtail_intake_malformed_total{intake=\"syslog-tcp\"} 1.0",
                        "logtail_intake_truncated_total{intake=\"syslog-tcp\"} 0.0",
                        "logtail_intake_dropped_total{intake=\"syslog-udp\",reason=\"kernel-buffer\"} 0.0",
                        "logtail_intake_dropped_total{intake=\"own\",reason=\"ring-full\"} 0.0",
                        "logtail_journal_events_total 5.0",
                        "logtail_journal_oldest 1.0",
                        "logtail_journal_newest 5.0",
                        "logtail_ring_full_total 0.0");
        assertThat(metrics)
                .contains(
                        "logtail_intake_attributes_dropped_total",
                        "logtail_journal_bytes_total",
                        "logtail_journal_commit_seconds_count",
                        "logtail_ring_occupancy_ratio",
                        "logtail_tail_sessions",
                        "logtail_tail_sessions_behind",
                        "logtail_connections{listener=\"http\"}",
                        "logtail_connections_refused_total{limit=\"address\",listener=\"http\"}",
                        "logtail_http_requests_seconds_count{route=\"/logs\",status=\"204\"} 1",
                        "logtail_memory_limit_bytes{share=\"bodies\"}",
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_files_open_files");
    }

    @Test
    void isHealthyAndReady() throws IOException {
        for (String path : List.of("/healthz", "/readyz")) {
            var answer = HttpSocket.get(daemon.http(), path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("ok\n");
        }
    }

    @Test
    void showsItsOwnLogInItsOwnStream() throws IOException {
        daemon.log.publish(new LogRecord(Level.WARNING, "at=test.said value=1"));
        Shown shown = daemon.await(1).getFirst();
        assertThat(shown.app()).isEqualTo("logtail");
        assertThat(shown.message()).contains("level=warn at=test.said value=1");
        assertThat(shown.members()).containsEntry("level", "warn");
    }

    private void awaitMetric(String name, int value) throws IOException {
        long deadlineNs = System.nanoTime() + 10_000_000_000L;
        String wanted = name + " " + value + ".0";
        while (HttpSocket.get(daemon.http(), "/metrics").lines().stream().noneMatch(wanted::equals)) {
            assertThat(System.nanoTime()).as(wanted).isLessThan(deadlineNs);
        }
    }

    private void expectProblem(String query, int status, String... words) throws IOException {
        var answer = HttpSocket.get(daemon.http(), "/tail?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(String.valueOf(Json.object(answer.text()).get("detail"))).contains(words);
    }

    private void post(String app, String body) throws IOException {
        assertThat(HttpSocket.post(daemon.http(), "/logs?app=" + app, body).status())
                .isEqualTo(204);
    }

    private List<String> tail(String query) throws IOException {
        return Shown.tail(daemon.http(), query).stream().map(Shown::message).toList();
    }
}
