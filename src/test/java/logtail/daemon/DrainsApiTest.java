package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;
import logtail.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /drains} over HTTP. */
@Timeout(60)
class DrainsApiTest {
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private Path here;

    @TempDir
    private Path there;

    @Test
    void addsShowsPausesRewindsAndRemovesADrain() throws IOException {
        try (var receiver = RunningDaemon.start(there);
                var sender = RunningDaemon.start(here, Map.of("LOGTAIL_DRAIN_ALLOW", "127.0.0.0/8"))) {
            post(sender, "/logs?app=web", "before");
            String url = "syslog://127.0.0.1:" + receiver.address("syslog-tcp").getPort();
            var added = post(sender, "/drains", """
                    {"name":"eu","url":"%s","filter":"app=web"}""".formatted(url));
            assertThat(added.status()).as(added.text()).isEqualTo(201);
            post(sender, "/logs?app=web", "after");
            post(sender, "/logs?app=other", "unwanted");
            assertThat(receiver.await(1).getFirst().message()).isEqualTo("after");
            var shown = Json.object(get(sender, "/drains/eu").text());
            assertThat(shown)
                    .containsEntry("url", url)
                    .containsEntry("filter", "app=web")
                    .containsEntry("state", "running");

            assertThat(post(sender, "/drains/eu/pause", "").text()).contains("\"name\":\"eu\"");
            awaitState(sender, "paused");
            post(sender, "/logs?app=web", "while paused");
            post(sender, "/drains/eu/rewind?since=all", "");
            post(sender, "/drains/eu/resume", "");
            receiver.await(4);
            assertThat(Shown.all(receiver.http()).stream().map(Shown::message))
                    .containsExactly("after", "before", "after", "while paused");

            assertThat(send(sender, "DELETE", "/drains/eu", "").status()).isEqualTo(200);
            assertThat(get(sender, "/drains/eu").status()).isEqualTo(404);
            assertThat(get(sender, "/drains").text()).isEqualTo("[]\n");
            assertThat(here.resolve("drains/eu")).doesNotExist();
        }
    }

    @Test
    void addsADrainThatSendsNothingBeforeItIsResumed() throws IOException {
        try (var receiver = RunningDaemon.start(there);
                var sender = RunningDaemon.start(here, Map.of("LOGTAIL_DRAIN_ALLOW", "127.0.0.0/8"))) {
            int port = receiver.address("syslog-tcp").getPort();
            post(sender, "/drains", """
                    {"name":"eu","url":"syslog://127.0.0.1:%d","since":"all","paused":true,"filter":"app=web"}""".formatted(port));
            awaitState(sender, "paused");
            post(sender, "/logs?app=web", "kept");
            assertThat(Shown.all(receiver.http())).isEmpty();
            post(sender, "/drains/eu/resume", "");
            assertThat(receiver.await(1).getFirst().message()).isEqualTo("kept");
        }
    }

    @Test
    void keepsADrainOverARestartAndSaysWhatItsTrialSaid() throws IOException {
        try (var receiver = RunningDaemon.start(there)) {
            int port = receiver.address("syslog-tcp").getPort();
            try (var sender = RunningDaemon.start(here, Map.of("LOGTAIL_DRAIN_ALLOW", "127.0.0.1"))) {
                post(sender, "/drains", "{\"name\":\"eu\",\"url\":\"syslog://127.0.0.1:%d\"}".formatted(port));
            }
            assertThat(Files.getPosixFilePermissions(here.resolve("drains/eu/drain.json")))
                    .hasSize(2);
            try (var sender = RunningDaemon.start(here, Map.of("LOGTAIL_DRAIN_ALLOW", "127.0.0.1"))) {
                assertThat(post(sender, "/drains/eu/test", "").text())
                        .contains("\"ok\":true", "\"message\":\"the event was accepted\"");
            }
        }
        try (var sender = RunningDaemon.start(here, Map.of("LOGTAIL_DRAIN_ALLOW", "127.0.0.1"))) {
            assertThat(post(sender, "/drains/eu/test", "").text()).contains("\"ok\":false", "Connection refused");
        }
    }

    @Test
    void refusesPrivateAddressesUnlessTheyAreAllowed() throws IOException {
        try (var sender = RunningDaemon.start(here)) {
            post(sender, "/drains", "{\"name\":\"inside\",\"url\":\"syslog://localhost:1\"}");
            assertThat(post(sender, "/drains/inside/test", "").text())
                    .contains("\"ok\":false", "not a public address", "LOGTAIL_DRAIN_ALLOW");
        }
    }

    @Test
    void showsNoSecret() throws IOException {
        try (var sender = RunningDaemon.start(here)) {
            post(sender, "/drains", "{\"name\":\"a\",\"url\":\"syslog://me:sesame@192.0.2.1:1\"}");
            assertThat(get(sender, "/drains").text()).contains("***@192.0.2.1").doesNotContain("sesame");
        }
    }

    @Test
    void saysWhatIsWrongWithARequest() throws IOException {
        try (var sender = RunningDaemon.start(here)) {
            expectProblem(post(sender, "/drains", "no json"), 400, "JSON");
            expectProblem(
                    post(sender, "/drains", "{\"name\":\"A b\",\"url\":\"syslog://h\"}"),
                    400,
                    "A b",
                    "lower-case letters");
            expectProblem(
                    post(sender, "/drains", "{\"name\":\"a\",\"url\":\"gopher://h\"}"), 400, "gopher", "syslog://");
            expectProblem(
                    post(sender, "/drains", "{\"name\":\"a\",\"url\":\"syslog://h\",\"filter\":\"(\"}"), 400, "filter");
            expectProblem(post(sender, "/drains", "{\"name\":\"a\",\"url\":\"syslog://h#colour=red\"}"), 400, "colour");
            expectProblem(post(sender, "/drains/none/pause", ""), 404, "none");
            expectProblem(send(sender, "PUT", "/drains/none", ""), 405, "GET or HEAD or PATCH or DELETE", "PUT");
            expectProblem(
                    HttpSocket.post(sender.http(), "/drains", "{}", JSON, "Origin: http://evil.example"),
                    403,
                    "origin");
            assertThat(post(sender, "/drains", "{\"name\":\"a\",\"url\":\"syslog://192.0.2.1\"}")
                            .status())
                    .isEqualTo(201);
            expectProblem(post(sender, "/drains", "{\"name\":\"a\",\"url\":\"syslog://192.0.2.1\"}"), 409, "already");
            expectProblem(
                    post(sender, "/drains", "{\"name\":\"b\",\"url\":\"syslog://h\",\"paused\":\"yes\"}"),
                    400,
                    "paused",
                    "yes",
                    "true or false");
            expectProblem(
                    send(sender, "PATCH", "/drains/a", "{\"since\":\"1h\"}"),
                    400,
                    "since",
                    "url, filter, options, paused");
            expectProblem(send(sender, "PATCH", "/drains/a?paused=true", "{}"), 400, "paused", "takes none");
            expectProblem(get(sender, "/drains?name=a"), 400, "name", "/drains takes none");
        }
    }

    @Test
    void takesACursorAndRefusesThatOfAnotherJournal() throws IOException {
        try (var sender = RunningDaemon.start(here)) {
            String journal = get(sender, "/tail?follow=false").header("logtail-journal");
            String drain = "{\"name\":\"%s\",\"url\":\"syslog://192.0.2.1\",\"after\":\"%s\"}";
            var added = post(sender, "/drains", drain.formatted("a", journal + "-0"));
            assertThat(added.status()).as(added.text()).isEqualTo(201);
            assertThat(post(sender, "/drains/a/rewind?after=" + journal + "-0", "")
                            .status())
                    .isEqualTo(200);
            expectProblem(post(sender, "/drains", drain.formatted("b", "abc-1")), 400, "another journal", journal);
            expectProblem(post(sender, "/drains/a/rewind?after=abc-1", ""), 400, "another journal", journal);
            expectProblem(post(sender, "/drains", drain.formatted("b", "abc-x")), 400, "after", "JOURNAL-ID");
            expectProblem(get(sender, "/drains/a/dead-letters?lines=-1"), 400, "lines", "-1");
        }
    }

    @Test
    void leavesDeclaredDrainsToTheEnvironment() throws IOException {
        try (var sender = RunningDaemon.start(here, Map.of("LOGTAIL_DRAINS", "syslog://127.0.0.1:1"))) {
            String name = "syslog-127-0-0-1-1";
            assertThat(get(sender, "/drains/" + name).text()).contains("\"declared\":true");
            expectProblem(send(sender, "DELETE", "/drains/" + name, ""), 409, "LOGTAIL_DRAINS");
            assertThat(get(sender, "/metrics").text()).contains("logtail_drain_lag_events{drain=\"" + name + "\"}");
        }
    }

    private static void awaitState(RunningDaemon daemon, String state) throws IOException {
        long startNs = System.nanoTime();
        while (!get(daemon, "/drains/eu").text().contains("\"state\":\"" + state + "\"")) {
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static HttpSocket.Response get(RunningDaemon daemon, String target) throws IOException {
        return HttpSocket.get(daemon.http(), target);
    }

    private static HttpSocket.Response post(RunningDaemon daemon, String target, String body) throws IOException {
        return HttpSocket.post(daemon.http(), target, body, JSON);
    }

    private static HttpSocket.Response send(RunningDaemon daemon, String method, String target, String body)
            throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            return http.send(HttpSocket.head(method, target, "Content-Length: " + body.length()) + body)
                    .receive();
        }
    }

    private static void expectProblem(HttpSocket.Response answer, int status, String... words) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(new String(answer.body(), UTF_8)).contains(words);
    }
}
