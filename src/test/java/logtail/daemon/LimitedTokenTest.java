package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A token limited to apps at the daemon as a whole, also over a restart. */
@Timeout(120)
class LimitedTokenTest {
    private static final String ROOT = "Authorization: Bearer root-token-00000000000000000";
    private static final String WEB = "Authorization: Bearer web-token-000000000000000000";

    @TempDir
    private Path data;

    @Test
    void seesItsAppsAndNothingElse() throws IOException {
        String first;
        String journal;
        try (var daemon = start()) {
            post(daemon, "web-1", "one");
            post(daemon, "db", "secret");
            post(daemon, "web-2", "two");
            HttpSocket.Response all = get(daemon, "/tail?lines=all&follow=false", WEB);
            assertThat(all.text())
                    .contains("\"one\"", "\"two\"")
                    .doesNotContain("secret")
                    .hasLineCount(2);
            first = all.text().lines().findFirst().orElseThrow().replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
            assertThat(first).matches("e[0-9a-v]{26}");
            journal = all.header("logtail-journal");
            assertThat(all.header("logtail-newest")).matches("p[0-9a-v]{58}");
            assertThat(get(daemon, "/apps", WEB).text())
                    .contains("web-1", "web-2")
                    .doesNotContain("db");
            assertThat(get(daemon, "/events/2", WEB).status()).isEqualTo(400);
            assertThat(get(daemon, "/events/" + first, WEB).text()).contains("\"one\"");
            assertThat(get(daemon, "/metrics", WEB).status()).isEqualTo(403);
            post(daemon, "db", "secret");
        }
        try (var again = start()) {
            String rest = get(again, "/tail?follow=false&after=" + journal + "-" + first, WEB)
                    .text();
            assertThat(rest).contains("\"two\"").hasLineCount(1);
            assertThat(get(again, "/tail?follow=false&after=" + first, ROOT).status())
                    .isEqualTo(400);
        }
        assertThat(data.resolve("veil.key")).exists();
    }

    /** A key that both use is no reason to take the lines of one for those of the other: they would be lost, or told of. */
    @Test
    void cannotTakeTheKeysOfOthers() throws IOException {
        try (var daemon = start()) {
            for (String key : new String[] {"Logtail-Producer: p:", "Idempotency-Key: k"}) {
                String ofWeb = "{\"app\":\"web-1\",\"message\":\"of web, %s\"}".formatted(key);
                String ofDb = "{\"app\":\"db\",\"message\":\"of db, %s\"}".formatted(key);
                expectFirst(HttpSocket.post(daemon.http(), "/logs", ofWeb, WEB, key + "9"));
                expectFirst(HttpSocket.post(daemon.http(), "/logs", ofDb, ROOT, key + "9"));
                expectFirst(HttpSocket.post(daemon.http(), "/logs?app=web-1", ofWeb, WEB, key + "9"));
                expectFirst(HttpSocket.post(daemon.http(), "/logs?app=web-1", ofDb, ROOT, key + "9"));
                assertThat(HttpSocket.post(daemon.http(), "/logs", ofWeb, WEB, key + "9")
                                .header("idempotency-replayed"))
                        .isEqualTo("true");
            }
            assertThat(get(daemon, "/tail?lines=all&follow=false&filter=message:of", ROOT)
                            .text())
                    .contains("of db, Logtail", "of db, Idem");
        }
    }

    private static void expectFirst(HttpSocket.Response answer) {
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("idempotency-replayed")).isEmpty();
    }

    @Test
    void isCountedWhenItSendsForAnotherApp() throws IOException {
        try (var daemon = start()) {
            assertThat(HttpSocket.post(daemon.http(), "/logs?app=db", "x", WEB).status())
                    .isEqualTo(403);
            assertThat(get(daemon, "/metrics", ROOT).text())
                    .contains("logtail_access_denied_total{reason=\"app\"} 1.0");
        }
    }

    @Test
    void managesItsOwnDrainsAlone() throws IOException {
        try (var daemon = start()) {
            post(daemon, "db", "secret");
            assertThat(add(daemon, "eu", "http://192.0.2.1/root", ROOT).status())
                    .isEqualTo(201);
            assertThat(get(daemon, "/drains", WEB).text()).isEqualTo("[]\n");
            assertThat(get(daemon, "/drains/eu", WEB).status()).isEqualTo(404);
            HttpSocket.Response added = add(daemon, "eu", "http://192.0.2.1/web", WEB);
            assertThat(added.status()).isEqualTo(201);
            assertThat(added.text())
                    .contains("\"name\":\"eu\"", "\"apps\":[\"web-*\"]", "\"accepted\":\"p")
                    .doesNotContain("lag", "lost");
            assertThat(get(daemon, "/drains/eu", WEB).text()).contains("192.0.2.1/web");
            assertThat(get(daemon, "/drains/eu", ROOT).text()).contains("192.0.2.1/root", "\"lag_events\":");
            assertThat(get(daemon, "/drains", ROOT).text()).contains("\"name\":\"eu-");
            assertThat(add(daemon, "files", "file:///tmp/x", WEB).status()).isEqualTo(400);
            assertThat(add(daemon, "n".repeat(32), "http://192.0.2.1/", WEB).status())
                    .isEqualTo(400);
            String rewind = "/drains/eu/rewind?after=";
            assertThat(HttpSocket.post(daemon.http(), rewind + "1", "", WEB).status())
                    .isEqualTo(400);
            assertThat(HttpSocket.post(daemon.http(), "/drains/eu/rewind?since=all", "", WEB)
                            .status())
                    .isEqualTo(200);
        }
    }

    private RunningDaemon start() throws IOException {
        Path tokens = data.resolve("declared");
        if (!Files.exists(tokens)) {
            Files.writeString(tokens, """
                    {"name":"root","token":"root-token-00000000000000000","rights":["admin"]}
                    {"name":"web","token":"web-token-000000000000000000","rights":["tail","drain","ingest"],"apps":["web-*"]}
                    """);
            Files.setPosixFilePermissions(tokens, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        return RunningDaemon.start(data, Map.of("LOGTAIL_TOKENS_FILE", tokens.toString()));
    }

    private static void post(RunningDaemon daemon, String app, String line) throws IOException {
        assertThat(HttpSocket.post(daemon.http(), "/logs?app=" + app, line, ROOT)
                        .status())
                .isEqualTo(204);
    }

    private static HttpSocket.Response add(RunningDaemon daemon, String name, String url, String token)
            throws IOException {
        String body = "{\"name\":\"%s\",\"url\":\"%s\"}".formatted(name, url);
        return HttpSocket.post(daemon.http(), "/drains", body, token, "Content-Type: application/json");
    }

    private static HttpSocket.Response get(RunningDaemon daemon, String target, String token) throws IOException {
        return HttpSocket.get(daemon.http(), target, token);
    }
}
