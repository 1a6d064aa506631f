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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import logtail.web.Json;
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
            "Status.reason",
            "Token.subject");

    private static final String JSON = "Content-Type: application/json";
    private static final String LOGPLEX = "Content-Type: application/logplex-1";
    private static final String LINES = "Content-Type: application/x-ndjson";
    private static final String OBJECT = "Accept: application/json";

    @TempDir
    private Path data;

    private DescribedDaemon daemon;

    @Test
    void describesEveryAnswer() throws IOException {
        try (var started = DescribedDaemon.start(data)) {
            daemon = started;
            takeLines("POST");
            takeLines("PUT");
            tail();
            others();
            count();
            drain();
            tokens();
            page();
            letNobodyIn();
            sessions();
            assertThat(without(daemon.answers(), daemon.answersMet())).isEqualTo(new TreeSet<>(RARE));
            assertThat(without(daemon.members(), daemon.membersMet())).isEqualTo(new TreeSet<>(RARE_MEMBERS));
        }
    }

    private void takeLines(String method) throws IOException {
        String route = method + " /logs";
        expect(204, route, "/logs?app=web", "{\"message\":\"now\",\"level\":\"warn\",\"status\":500}", daemon.root);
        expect(204, route, "/logs?app=web", "{\"time\":\"2020-01-01T00:00:00Z\",\"message\":\"late\"}", daemon.root);
        String frame = "<165>1 2026-11-30T12:00:00Z h web p ID47 [a@1 b=\"c\"] text";
        expect(204, route, "/logs", frame.length() + " " + frame, daemon.root, LOGPLEX);
        expect(204, route, "/logs?app=we%20b", "x".repeat(70_000), daemon.root);
        String key = "Idempotency-Key: of-" + method;
        expect(204, route, "/logs?app=web", "once", daemon.root, key);
        expect(204, route, "/logs?app=web", "once", daemon.root, key);
        expect(422, route, "/logs?app=web", "twice", daemon.root, key);
        expect(200, route, "/logs", "{\"app\":\"web\"}\n{\"app\":\"db\"}\n", daemon.limited, LINES);
        String mixed = "{\"app\":\"web\",\"message\":\"" + "y".repeat(70_000) + "\"}\n{\"app\":\"db\"}\n";
        expect(200, route, "/logs", mixed, daemon.limited, LINES, key + "-2");
        expect(200, route, "/logs", mixed, daemon.limited, LINES, key + "-2");
        expect(403, route, "/logs", "{\"app\":\"db\"}\n", daemon.limited, LINES);
        expect(403, route, "/logs?app=db", "x", daemon.limited);
        expect(403, route, "/logs", "x", daemon.reader);
        expect(400, route, "/logs", "[{\"app\":\"web\"},{\"app\":\"db\"},{", daemon.limited, JSON);
        expect(400, route, "/logs", "no frame", daemon.root, LOGPLEX);
        expect(400, route, "/logs", "no gzip", daemon.root, "Content-Encoding: gzip");
        expect(411, route, "/logs", "", daemon.root, DescribedDaemon.NO_LENGTH);
        expect(413, route, "/logs", "", daemon.root, key, "Content-Length: 5000000");
        expect(415, route, "/logs", "x", daemon.root, "Content-Type: image/png");
        daemon.ask(route, "/logs?app=hasty", lines(9), daemon.root);
        expect(429, route, "/logs?app=hasty", "x", daemon.root);
    }

    private void tail() throws IOException {
        String route = "GET /tail";
        String all = "/tail?follow=false&lines=all&app=web";
        expect(204, "POST /logs", "/logs?app=web-flood", lines(500), daemon.root);
        for (String token : List.of(daemon.root, daemon.limited)) {
            expect(200, route, all, "", token);
            expect(200, route, "/tail?follow=false&lines=all&app=web-flood&rate=100&stats=1", "", token);
            expect(200, route, all + "&order=time&window=1ms", "", token);
            expect(200, route, all + "&filter=late&context_before=1", "", token);
            expect(200, route, "/tail?follow=false&after=00000000000000aa-5", "", token);
        }
        expect(200, route, "/tail?download=a.ndjson", "", daemon.root);
        for (String format : List.of("sse", "text", "csv")) {
            expect(200, route, all + "&format=" + format, "", daemon.root);
            String accept = "Accept: " + Map.of("sse", "text/event-stream", "text", "text/plain", "csv", "text/csv").get(format);
            expect(200, "GET /events/{id}", "/events/1", "", daemon.root, accept);
        }
        expect(400, route, "/tail?filter=status%3E%3Dx", "", daemon.root);
        expect(406, route, "/tail", "", daemon.root, "Accept: image/png");
        expect(200, "GET /events/{id}", "/events/2?before=1&after=1", "", daemon.root);
        expect(400, "GET /events/{id}", "/events/x", "", daemon.root);
        expect(404, "GET /events/{id}", "/events/9999999", "", daemon.root);
        expect(406, "GET /events/{id}", "/events/1", "", daemon.root, "Accept: image/png");
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
        expect(503, "GET /tail", "/tail?lines=1", "", daemon.root);
        expect(503, "GET /events/{id}", "/events/1", "", daemon.root);
        expect(200, "GET /status", "/status", "", daemon.root);
        for (HttpSocket one : open) {
            one.close();
        }
    }

    private void others() throws IOException {
        expect(200, "GET /filter", "/filter?q=text%20/re/%20status=5", "", daemon.root);
        expect(400, "GET /filter", "/filter?q=status%3E%3Dx", "", daemon.root);
        expect(200, "GET /apps", "/apps", "", daemon.root);
        expect(200, "GET /apps", "/apps", "", daemon.limited);
        for (String path : List.of("/healthz", "/readyz", "/openapi.yaml")) {
            expect(200, "GET " + path, path, "", "");
        }
        expect(400, "GET /openapi.yaml", "/openapi.yaml?x=1", "", "");
        expect(200, "GET /metrics", "/metrics", "", daemon.root);
    }

    private void count() throws IOException {
        for (String token : List.of(daemon.root, daemon.limited)) {
            expect(200, "GET /counts", "/counts?by=app", "", token);
            expect(200, "GET /counts", "/counts?by=level", "", token, OBJECT);
            expect(200, "GET /fields", "/fields", "", token);
        }
        expect(200, "GET /fields", "/fields?field=level", "", daemon.root);
        expect(200, "GET /fields", "/fields?field=app", "", daemon.root);
        for (String route : List.of("/counts", "/fields")) {
            expect(400, "GET " + route, route + "?since=1m&until=2m", "", daemon.root);
            expect(400, "GET " + route, route + "?filter=status%3E%3Dx", "", daemon.root);
        }
    }

    private void drain() throws IOException {
        String refusing = "http://127.0.0.1:%d/logs?colour=red".formatted(daemon.address().getPort());
        String token = daemon.root.substring(daemon.root.lastIndexOf(' ') + 1);
        for (String owner : List.of(daemon.root, daemon.limited)) {
            String drain = "{\"name\":\"eu\",\"url\":\"%s\",\"filter\":\"poison\",\"options\":{\"token\":\"%s\"}}".formatted(refusing, token);
            expect(201, "POST /drains", "/drains", drain, owner, JSON);
            expect(409, "POST /drains", "/drains", drain, owner, JSON);
            expect(204, "POST /logs", "/logs?app=web", "poison", owner);
            awaitDeadLetter(owner);
            String one = "/drains/{name}";
            expect(200, "GET /drains", "/drains", "", owner);
            expect(200, "POST " + one + "/pause", "/drains/eu/pause", "", owner);
            expect(200, "POST " + one + "/resume", "/drains/eu/resume", "", owner);
            expect(200, "POST " + one + "/rewind", "/drains/eu/rewind?since=all", "", owner);
            expect(200, "POST " + one + "/test", "/drains/eu/test", "", owner);
            expect(200, "GET " + one + "/dead-letters", "/drains/eu/dead-letters", "", owner);
            expect(200, "POST " + one + "/dead-letters/replay", "/drains/eu/dead-letters/replay", "", owner);
            expect(200, "DELETE " + one + "/dead-letters", "/drains/eu/dead-letters", "", owner);
            expect(200, "PATCH " + one, "/drains/eu", "{\"filter\":\"app=nobody\"}", owner, JSON);
            expect(200, "DELETE " + one, "/drains/eu", "", owner);
        }
        failToDrain();
    }

    private void failToDrain() throws IOException {
        String one = "/drains/{name}";
        expect(400, "POST /drains", "/drains", "{}", daemon.root, JSON);
        expect(400, "POST /drains", "/drains", "no gzip", daemon.root, JSON, "Content-Encoding: gzip");
        expect(413, "POST /drains", "/drains", "", daemon.root, JSON, "Content-Length: 70000");
        expect(413, "PATCH " + one, "/drains/eu", "", daemon.root, JSON, "Content-Length: 70000");
        expect(400, "PATCH " + one, "/drains/eu", "no JSON", daemon.root, JSON);
        expect(400, "POST " + one + "/rewind", "/drains/eu/rewind", "", daemon.root);
        expect(400, "POST " + one + "/test", "/drains/broken/test", "", daemon.root);
        expect(400, "POST " + one + "/dead-letters/replay", "/drains/broken/dead-letters/replay", "", daemon.root);
        expect(400, "GET " + one + "/dead-letters", "/drains/eu/dead-letters?lines=x", "", daemon.root);
        expect(409, "POST " + one + "/rewind", "/drains/broken/rewind?since=all", "", daemon.root);
        expect(409, "PATCH " + one, "/drains/declared", "{\"filter\":\"x\"}", daemon.root, JSON);
        expect(409, "DELETE " + one, "/drains/declared", "", daemon.root);
        for (String route : daemon.document().operations().keySet()) {
            if (route.contains(one)) {
                String path = route.split(" ", 2)[1].replace("{name}", "none");
                expect(404, route, path + (path.endsWith("rewind") ? "?since=all" : ""), "{\"filter\":\"x\"}", daemon.root, JSON);
            }
        }
    }

    private void awaitDeadLetter(String owner) throws IOException {
        long startNs = System.nanoTime();
        while (!expect(200, "GET /drains/{name}", "/drains/eu", "", owner).contains("\"dead_letters\":1")) {
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void tokens() throws IOException {
        expect(200, "GET /tokens", "/tokens", "", daemon.root);
        expect(400, "GET /tokens", "/tokens?x=1", "", daemon.root);
        expect(400, "POST /tokens", "/tokens", "{}", daemon.root, JSON);
        expect(409, "POST /tokens", "/tokens", "{\"name\":\"root\",\"rights\":[\"tail\"]}", daemon.root, JSON);
        expect(413, "POST /tokens", "/tokens", "", daemon.root, JSON, "Content-Length: 70000");
        expect(201, "POST /tokens", "/tokens", "{\"name\":\"guest\",\"rights\":[\"tail\"]}", daemon.root, JSON);
        expect(200, "DELETE /tokens/{name}", "/tokens/guest", "", daemon.root);
        expect(404, "DELETE /tokens/{name}", "/tokens/none", "", daemon.root);
        expect(400, "DELETE /tokens/{name}", "/tokens/none?x=1", "", daemon.root);
    }

    private void page() throws IOException {
        expect(400, "GET /", "/?x=1", "", "");
        expect(200, "GET /", "/", "", "");
        try (var http = HttpSocket.open(daemon.address())) {
            String tag = http.send(HttpSocket.head("GET", "/")).receive().header("etag");
            expect(304, "GET /", "/", "", "", "If-None-Match: " + tag);
            String file = "GET /page/{version}/{path}";
            for (String path : List.of("app.js", "page.css", "icon.svg", "index.html", "lib/lit/LICENSE")) {
                expect(200, file, "/page/" + tag.replace("\"", "") + "/" + path, "", "");
            }
            expect(404, file, "/page/other/app.js", "", "");
        }
    }

    /** Whoever has no token, or not the right: all routes, as the document has them. */
    private void letNobodyIn() throws IOException {
        for (Map.Entry<String, OpenApi.Operation> one : daemon.document().operations().entrySet()) {
            String route = one.getKey();
            String path = route.split(" ", 2)[1].replaceAll("\\{.*?}", "1");
            if (!one.getValue().security().isEmpty()) {
                expect(401, route, path, "", "");
            }
            if (one.getValue().answers().containsKey("403")) {
                boolean isForAnybody = one.getValue().security().isEmpty();
                boolean isForReaders = one.getValue().security().toString().contains("tail");
                String other = "Sec-Fetch-Site: cross-site";
                expect(403, route, path, "", isForAnybody ? other : isForReaders ? daemon.drainer : daemon.reader);
            }
        }
    }

    private void sessions() throws IOException {
        expect(200, "GET /session", "/session", "", daemon.limited);
        expect(400, "GET /session", "/session?x=1", "", daemon.limited);
        String token = daemon.root.substring(daemon.root.lastIndexOf(' ') + 1);
        String login = "{\"token\":\"%s\"}";
        try (var http = HttpSocket.open(daemon.address())) {
            String cookie = http.post("/session", login.formatted(token).getBytes(java.nio.charset.StandardCharsets.UTF_8), JSON)
                    .header("set-cookie");
            expect(200, "GET /session", "/session", "", "Cookie: " + cookie.replaceFirst(";.*", ""));
        }
        expect(204, "POST /session", "/session", login.formatted(token), "", JSON);
        expect(204, "DELETE /session", "/session", "", "");
        expect(400, "POST /session", "/session", "{}", "", JSON);
        expect(413, "POST /session", "/session", "", "", JSON, "Content-Length: 70000");
        int status = 401;
        while (status == 401) {
            status = daemon.ask("POST /session", "/session", login.formatted("wrong"), JSON).status();
        }
        assertThat(status).isEqualTo(429);
    }

    /** @param token a header; empty for none */
    private String expect(int status, String route, String target, String body, String token, String... more) throws IOException {
        var headers = new ArrayList<>(List.of(more));
        if (!token.isEmpty()) {
            headers.add(token);
        }
        HttpSocket.Response answer = daemon.ask(route, target, body, headers.toArray(new String[0]));
        assertThat(answer.status()).as("%s %s: %s", route, target, answer.text()).isEqualTo(status);
        return answer.text();
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
