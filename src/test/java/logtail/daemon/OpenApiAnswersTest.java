package logtail.daemon;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The description at {@code /openapi.yaml} has the answers of the daemon with all their members, and no others: each answer is held
 * against it by {@link DescribedDaemon}, and at the end nothing in it may be left that was not met, but for what is named here.
 */
@Timeout(60)
class OpenApiAnswersTest {
    /** Answers that take a full disk, bad luck, much time, or a daemon that is never open. */
    private static final Set<String> RARE = Set.of(
            "DELETE /tokens/{name} 409 application/problem+json",
            "GET /counts 503 application/problem+json",
            "GET /fields 503 application/problem+json",
            "GET /readyz 503 application/problem+json",
            "POST /logs 408 application/problem+json",
            "POST /logs 409 application/problem+json",
            "POST /logs 503 application/problem+json",
            "PUT /logs 408 application/problem+json",
            "PUT /logs 409 application/problem+json",
            "PUT /logs 503 application/problem+json");

    /** Members likewise. */
    private static final Set<String> RARE_MEMBERS = Set.of(
            "CatchingUpRow.catching_up",
            "Counts.more_gaps",
            "Fields.more_fields",
            "HeartbeatRow.heartbeat",
            "Journal.brokers", // with LOGTAIL_JOURNAL=kafka
            "Journal.lanes",
            "Journal.recent_bytes",
            "Journal.topic",
            "Status.reason",
            "Token.subject");

    private static final String JSON = "Content-Type: application/json";
    private static final String LOGPLEX = "Content-Type: application/logplex-1";
    private static final String LINES = "Content-Type: application/x-ndjson";
    private static final String OBJECT = "Accept: application/json";

    @TempDir
    private Path data;

    private DescribedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = DescribedDaemon.start(data);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void describesEveryAnswer() throws IOException {
        takeLines("POST");
        takeLines("PUT");
        tail();
        others();
        count();
        new DescribedManagement(daemon).ask();
        page();
        letNobodyIn();
        new DescribedManagement(daemon).logIn();
        assertThat(without(daemon.answers(), daemon.answersMet())).isEqualTo(new TreeSet<>(RARE));
        assertThat(without(daemon.members(), daemon.membersMet())).isEqualTo(new TreeSet<>(RARE_MEMBERS));
    }

    private void takeLines(String method) throws IOException {
        String route = method + " /logs";
        daemon.expect(
                204, route, "/logs?app=web", "{\"message\":\"now\",\"level\":\"warn\",\"status\":500}", daemon.root);
        daemon.expect(
                204, route, "/logs?app=web", "{\"time\":\"2020-01-01T00:00:00Z\",\"message\":\"late\"}", daemon.root);
        String frame = "<165>1 2026-11-30T12:00:00Z h web p ID47 [a@1 b=\"c\"] text";
        daemon.expect(204, route, "/logs", frame.length() + " " + frame, daemon.root, LOGPLEX);
        daemon.expect(204, route, "/logs?app=we%20b", "x".repeat(70_000), daemon.root);
        String key = "Idempotency-Key: of-" + method;
        daemon.expect(204, route, "/logs?app=web", "once", daemon.root, key);
        daemon.expect(204, route, "/logs?app=web", "once", daemon.root, key);
        daemon.expect(422, route, "/logs?app=web", "twice", daemon.root, key);
        daemon.expect(200, route, "/logs", "{\"app\":\"web\"}\n{\"app\":\"db\"}\n", daemon.limited, LINES);
        String mixed = "{\"app\":\"web\",\"message\":\"" + "y".repeat(70_000) + "\"}\n{\"app\":\"db\"}\n";
        daemon.expect(200, route, "/logs", mixed, daemon.limited, LINES, key + "-2");
        daemon.expect(200, route, "/logs", mixed, daemon.limited, LINES, key + "-2");
        daemon.expect(403, route, "/logs", "{\"app\":\"db\"}\n", daemon.limited, LINES);
        daemon.expect(403, route, "/logs?app=db", "x", daemon.limited);
        daemon.expect(403, route, "/logs", "x", daemon.reader);
        daemon.expect(400, route, "/logs", "[{\"app\":\"web\"},{\"app\":\"db\"},{", daemon.limited, JSON);
        daemon.expect(400, route, "/logs", "no frame", daemon.root, LOGPLEX);
        daemon.expect(400, route, "/logs", "no gzip", daemon.root, "Content-Encoding: gzip");
        daemon.expect(411, route, "/logs", "", daemon.root, DescribedDaemon.NO_LENGTH);
        daemon.expect(413, route, "/logs", "", daemon.root, key, "Content-Length: 5000000");
        daemon.expect(415, route, "/logs", "x", daemon.root, "Content-Type: image/png");
        daemon.ask(route, "/logs?app=hasty", lines(9), daemon.root);
        daemon.expect(429, route, "/logs?app=hasty", "x", daemon.root);
    }

    private void tail() throws IOException {
        String route = "GET /tail";
        String all = "/tail?follow=false&lines=all&app=web";
        daemon.expect(204, "POST /logs", "/logs?app=web-flood", lines(500), daemon.root);
        for (String token : List.of(daemon.root, daemon.limited)) {
            daemon.expect(200, route, all, "", token);
            daemon.expect(200, route, "/tail?follow=false&lines=all&app=web-flood&rate=100&stats=1", "", token);
            daemon.expect(200, route, all + "&order=time&window=1ms", "", token);
            daemon.expect(200, route, all + "&filter=late&context_before=1", "", token);
            daemon.expect(200, route, "/tail?follow=false&after=00000000000000aa-5", "", token);
        }
        daemon.expect(200, route, "/tail?download=a.ndjson", "", daemon.root);
        for (String format : List.of("sse", "text", "csv")) {
            daemon.expect(200, route, all + "&format=" + format, "", daemon.root);
            String accept = "Accept: "
                    + Map.of("sse", "text/event-stream", "text", "text/plain", "csv", "text/csv")
                            .get(format);
            daemon.expect(200, "GET /events/{id}", "/events/1", "", daemon.root, accept);
        }
        daemon.expect(400, route, "/tail?filter=status%3E%3Dx", "", daemon.root);
        daemon.expect(406, route, "/tail", "", daemon.root, "Accept: image/png");
        daemon.expect(200, "GET /events/{id}", "/events/2?before=1&after=1", "", daemon.root);
        daemon.expect(400, "GET /events/{id}", "/events/x", "", daemon.root);
        daemon.expect(404, "GET /events/{id}", "/events/9999999", "", daemon.root);
        daemon.expect(406, "GET /events/{id}", "/events/1", "", daemon.root, "Accept: image/png");
        crowd();
    }

    /** As many tails as there may be, and one more. */
    private void crowd() throws IOException {
        var open = new ArrayList<HttpSocket>();
        int status = 200;
        while (status == 200) {
            HttpSocket one = HttpSocket.open(daemon.address());
            open.add(one);
            String head = HttpSocket.head("GET", "/tail?app=web&level=info&filter=x", daemon.root);
            status = one.send(head).receiveHead().status();
        }
        daemon.expect(503, "GET /tail", "/tail?lines=1", "", daemon.root);
        daemon.expect(503, "GET /events/{id}", "/events/1", "", daemon.root);
        daemon.expect(200, "GET /status", "/status", "", daemon.root);
        for (HttpSocket one : open) {
            one.close();
        }
    }

    private void others() throws IOException {
        daemon.expect(200, "GET /filter", "/filter?q=text%20/re/%20status=5", "", daemon.root);
        daemon.expect(400, "GET /filter", "/filter?q=status%3E%3Dx", "", daemon.root);
        daemon.expect(200, "GET /apps", "/apps", "", daemon.root);
        daemon.expect(200, "GET /apps", "/apps", "", daemon.limited);
        for (String path : List.of("/healthz", "/readyz", "/openapi.yaml")) {
            daemon.expect(200, "GET " + path, path, "", "");
        }
        daemon.expect(400, "GET /openapi.yaml", "/openapi.yaml?x=1", "", "");
        daemon.expect(200, "GET /metrics", "/metrics", "", daemon.root);
    }

    private void count() throws IOException {
        for (String token : List.of(daemon.root, daemon.limited)) {
            daemon.expect(200, "GET /counts", "/counts?by=app", "", token);
            daemon.expect(200, "GET /counts", "/counts?by=level", "", token, OBJECT);
            daemon.expect(200, "GET /fields", "/fields", "", token);
        }
        daemon.expect(200, "GET /fields", "/fields?field=level", "", daemon.root);
        daemon.expect(200, "GET /fields", "/fields?field=app", "", daemon.root);
        for (String route : List.of("/counts", "/fields")) {
            daemon.expect(400, "GET " + route, route + "?since=1m&until=2m", "", daemon.root);
            assertThat(daemon.expect(400, "GET " + route, route + "?filter=status%3E%3Dx", "", daemon.root))
                    .contains("\"column\":9");
        }
    }

    private void page() throws IOException {
        daemon.expect(400, "GET /", "/?x=1", "", "");
        daemon.expect(200, "GET /", "/", "", "");
        try (var http = HttpSocket.open(daemon.address())) {
            String tag = http.send(HttpSocket.head("GET", "/")).receive().header("etag");
            daemon.expect(304, "GET /", "/", "", "", "If-None-Match: " + tag);
            String file = "GET /page/{version}/{path}";
            for (String path : List.of("app.js", "page.css", "icon.svg", "index.html", "lib/lit/LICENSE")) {
                daemon.expect(200, file, "/page/" + tag.replace("\"", "") + "/" + path, "", "");
            }
            daemon.expect(404, file, "/page/other/app.js", "", "");
        }
    }

    /** Whoever has no token, or not the right, or the wrong method: all routes, as the document has them. */
    private void letNobodyIn() throws IOException {
        for (Map.Entry<String, OpenApi.Operation> one :
                daemon.document().operations().entrySet()) {
            String route = one.getKey();
            String pattern = route.split(" ", 2)[1];
            String path = pattern.replaceAll("\\{.*?}", "1");
            daemon.expect(405, "TRACE " + pattern, path, "", daemon.root);
            if (!one.getValue().security().isEmpty()) {
                daemon.expect(401, route, path, "", "");
            }
            if (one.getValue().answers().containsKey("403")) {
                boolean isForAnybody = one.getValue().security().isEmpty();
                boolean isForReaders = one.getValue().security().toString().contains("tail");
                String other = "Sec-Fetch-Site: cross-site";
                daemon.expect(
                        403, route, path, "", isForAnybody ? other : isForReaders ? daemon.drainer : daemon.reader);
            }
        }
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).collect(joining("\n"));
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var left = new TreeSet<>(all);
        left.removeAll(some);
        return left;
    }
}
