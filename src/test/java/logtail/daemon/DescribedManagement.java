package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;

/** Manages drains, tokens and sessions of a daemon, right and wrong, so that it gives every answer that it has for that. */
final class DescribedManagement {
    private static final String JSON = "Content-Type: application/json";

    private final DescribedDaemon daemon;

    DescribedManagement(DescribedDaemon daemon) {
        this.daemon = daemon;
    }

    void ask() throws IOException {
        drain();
        failToDrain();
        tokens();
    }

    private void drain() throws IOException {
        String refusing =
                "http://127.0.0.1:%d/logs?colour=red".formatted(daemon.address().getPort());
        String token = daemon.root.substring(daemon.root.lastIndexOf(' ') + 1);
        for (String owner : List.of(daemon.root, daemon.limited)) {
            String drain = "{\"name\":\"eu\",\"url\":\"%s\",\"filter\":\"poison\",\"options\":{\"token\":\"%s\"}}"
                    .formatted(refusing, token);
            daemon.expect(201, "POST /drains", "/drains", drain, owner, JSON);
            daemon.expect(409, "POST /drains", "/drains", drain, owner, JSON);
            daemon.expect(204, "POST /logs", "/logs?app=web", "poison", owner);
            awaitDeadLetter(owner);
            String one = "/drains/{name}";
            daemon.expect(200, "GET /drains", "/drains", "", owner);
            daemon.expect(200, "POST " + one + "/pause", "/drains/eu/pause", "", owner);
            daemon.expect(200, "POST " + one + "/resume", "/drains/eu/resume", "", owner);
            daemon.expect(200, "POST " + one + "/rewind", "/drains/eu/rewind?since=all", "", owner);
            daemon.expect(200, "POST " + one + "/test", "/drains/eu/test", "", owner);
            daemon.expect(200, "GET " + one + "/dead-letters", "/drains/eu/dead-letters", "", owner);
            daemon.expect(200, "POST " + one + "/dead-letters/replay", "/drains/eu/dead-letters/replay", "", owner);
            daemon.expect(200, "DELETE " + one + "/dead-letters", "/drains/eu/dead-letters", "", owner);
            daemon.expect(200, "PATCH " + one, "/drains/eu", "{\"filter\":\"app=nobody\"}", owner, JSON);
            daemon.expect(200, "DELETE " + one, "/drains/eu", "", owner);
        }
    }

    private void failToDrain() throws IOException {
        String one = "/drains/{name}";
        daemon.expect(400, "POST /drains", "/drains", "{}", daemon.root, JSON);
        daemon.expect(400, "POST /drains", "/drains", "no gzip", daemon.root, JSON, "Content-Encoding: gzip");
        daemon.expect(413, "POST /drains", "/drains", "", daemon.root, JSON, "Content-Length: 70000");
        daemon.expect(413, "PATCH " + one, "/drains/eu", "", daemon.root, JSON, "Content-Length: 70000");
        daemon.expect(400, "PATCH " + one, "/drains/eu", "no JSON", daemon.root, JSON);
        daemon.expect(400, "POST " + one + "/rewind", "/drains/eu/rewind", "", daemon.root);
        daemon.expect(400, "POST " + one + "/test", "/drains/broken/test", "", daemon.root);
        daemon.expect(
                400, "POST " + one + "/dead-letters/replay", "/drains/broken/dead-letters/replay", "", daemon.root);
        daemon.expect(400, "GET " + one + "/dead-letters", "/drains/eu/dead-letters?lines=x", "", daemon.root);
        daemon.expect(409, "POST " + one + "/rewind", "/drains/broken/rewind?since=all", "", daemon.root);
        daemon.expect(409, "PATCH " + one, "/drains/declared", "{\"filter\":\"x\"}", daemon.root, JSON);
        daemon.expect(409, "DELETE " + one, "/drains/declared", "", daemon.root);
        for (String route : daemon.document().operations().keySet()) {
            String path = route.split(" ", 2)[1].replace("{name}", "none");
            if (path.matches("/(apps|status|drains.*)")) {
                daemon.expect(400, route, path + "?colour=red", "{\"filter\":\"x\"}", daemon.root, JSON);
            }
            if (route.contains(one)) {
                daemon.expect(
                        404,
                        route,
                        path + (path.endsWith("rewind") ? "?since=all" : ""),
                        "{\"filter\":\"x\"}",
                        daemon.root,
                        JSON);
            }
        }
    }

    private void awaitDeadLetter(String owner) throws IOException {
        long startNs = System.nanoTime();
        while (!daemon.expect(200, "GET /drains/{name}", "/drains/eu", "", owner)
                .contains("\"dead_letters\":1")) {
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void tokens() throws IOException {
        daemon.expect(200, "GET /tokens", "/tokens", "", daemon.root);
        daemon.expect(400, "GET /tokens", "/tokens?x=1", "", daemon.root);
        daemon.expect(400, "POST /tokens", "/tokens", "{}", daemon.root, JSON);
        daemon.expect(409, "POST /tokens", "/tokens", "{\"name\":\"root\",\"rights\":[\"tail\"]}", daemon.root, JSON);
        daemon.expect(413, "POST /tokens", "/tokens", "", daemon.root, JSON, "Content-Length: 70000");
        daemon.expect(201, "POST /tokens", "/tokens", "{\"name\":\"guest\",\"rights\":[\"tail\"]}", daemon.root, JSON);
        daemon.expect(200, "DELETE /tokens/{name}", "/tokens/guest", "", daemon.root);
        daemon.expect(404, "DELETE /tokens/{name}", "/tokens/none", "", daemon.root);
        daemon.expect(400, "DELETE /tokens/{name}", "/tokens/none?x=1", "", daemon.root);
    }

    void logIn() throws IOException {
        daemon.expect(200, "GET /session", "/session", "", daemon.limited);
        daemon.expect(400, "GET /session", "/session?x=1", "", daemon.limited);
        String token = daemon.root.substring(daemon.root.lastIndexOf(' ') + 1);
        String login = "{\"token\":\"%s\"}";
        try (var http = HttpSocket.open(daemon.address())) {
            String cookie = http.post("/session", login.formatted(token).getBytes(UTF_8), JSON)
                    .header("set-cookie");
            daemon.expect(200, "GET /session", "/session", "", "Cookie: " + cookie.replaceFirst(";.*", ""));
        }
        daemon.expect(204, "POST /session", "/session", login.formatted(token), "", JSON);
        daemon.expect(204, "DELETE /session", "/session", "", "");
        daemon.expect(400, "POST /session", "/session", "{}", "", JSON);
        daemon.expect(413, "POST /session", "/session", "", "", JSON, "Content-Length: 70000");
        int status = 401;
        while (status == 401) {
            status = daemon.ask("POST /session", "/session", login.formatted("wrong"), JSON)
                    .status();
        }
        assertThat(status).isEqualTo(429);
    }
}
