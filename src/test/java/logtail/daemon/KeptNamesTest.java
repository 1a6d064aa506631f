package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that senders give, on their whole way: what was given finds the lines, and no others. */
@Timeout(60)
class KeptNamesTest extends DaemonTest {
    private static final List<String> NAMES = List.of(
            "a/b", "a_b", "über", "öber", "東京", "大阪", "2001:db8::1", "/usr/sbin/cron", "x[9]", "a\"b\\c", "50%");

    @Test
    void findTheirLinesAsAppAsProcessAndAsHost() throws IOException {
        for (String name : NAMES) {
            post("/logs?app=%1$s&process=%1$s&host=%1$s".formatted(URLEncoder.encode(name, UTF_8)), "of " + name);
        }
        for (String name : NAMES) {
            String encoded = URLEncoder.encode(name, UTF_8);
            String quoted = URLEncoder.encode(
                    "app=\"%1$s\" process=\"%1$s\" host=\"%1$s\""
                            .formatted(name.replace("\\", "\\\\").replace("\"", "\\\"")),
                    UTF_8);
            for (String query :
                    List.of("app=" + encoded, "process=" + encoded, "host=" + encoded, "filter=" + quoted)) {
                List<Shown> shown = Shown.tail(daemon.http(), query);
                assertThat(shown).as(query).extracting(Shown::message).containsExactly("of " + name);
                assertThat(shown.getFirst().members())
                        .containsEntry("app", name)
                        .containsEntry("process", name)
                        .containsEntry("host", name)
                        .doesNotContainKeys("flags", "attributes");
            }
        }
        assertThat(HttpSocket.get(daemon.http(), "/apps").text()).contains("\"a/b\"", "\"東京\"", "\"a\\\"b\\\\c\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", " a \t b ", "a\u0000b\u001b", "a\u202eb"})
    void findTheirLinesThoughTheyHadToBeChanged(String name) throws IOException {
        String encoded = URLEncoder.encode(name, UTF_8);
        post("/logs?app=" + encoded, "text");
        for (String query :
                List.of("app=" + encoded, "app=a_b", "filter=app%3D%22" + encoded.replace("%00", "%20") + "%22")) {
            assertThat(Shown.tail(daemon.http(), query)).as(query).hasSize(1);
        }
        assertThat(Shown.all(daemon.http()).getFirst().members())
                .containsEntry("app", "a_b")
                .containsEntry("flags", List.of("renamed"))
                .containsEntry("attributes", Map.of("meta.app", name));
    }

    @Test
    void areCutBetweenCharactersAndFoundWhole() throws IOException {
        String longName = "東".repeat(100);
        post("/logs?app=" + URLEncoder.encode(longName, UTF_8), "text");
        List<Shown> shown = Shown.tail(daemon.http(), "app=" + URLEncoder.encode(longName, UTF_8));
        assertThat(shown).hasSize(1);
        assertThat(shown.getFirst().members())
                .containsEntry("app", "東".repeat(42))
                .containsEntry("attributes", Map.of("meta.app", longName));
    }

    @Test
    void mayComeAsUtf8InHeaders() throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("POST", "/logs", "Content-Length: 1", "Logtail-App: über") + "x");
            assertThat(http.receive().status()).isEqualTo(204);
        }
        assertThat(Shown.all(daemon.http())).extracting(Shown::app).containsExactly("über");
    }

    @Test
    void mayComeAsUtf8InTargetsThatAreNotEncoded() throws IOException {
        for (String name : List.of("über", "żółw", "東京")) {
            try (var http = HttpSocket.open(daemon.http())) {
                http.send(HttpSocket.head("POST", "/logs?app=" + name, "Content-Length: 1") + "x");
                assertThat(http.receive().status()).isEqualTo(204);
                http.send(HttpSocket.head("GET", "/tail?follow=false&app=" + name));
                assertThat(http.receive().text()).contains("\"app\":\"" + name + "\"");
            }
            assertThat(Shown.tail(daemon.http(), "app=" + URLEncoder.encode(name, UTF_8)))
                    .hasSize(1);
        }
    }

    @Test
    void stayApartWhenTheirTargetsAreNoUtf8() throws IOException {
        post("/logs?app=%FCber", "x");
        post("/logs?app=%FEber", "x");
        assertThat(Shown.all(daemon.http())).extracting(Shown::app).containsExactly("über", "þber");
        assertThat(Shown.tail(daemon.http(), "app=%FEber")).hasSize(1);
    }

    @Test
    void areThoseOfTheMessageInItsFurtherLines() throws Exception {
        daemon.send(
                "syslog-tcp", "<11>Nov 29 18:00:00 h1 shop[7]: boom\nTraceback:\n  File \"x.py\"\n".getBytes(UTF_8));
        List<Shown> shown = daemon.await(3);
        assertThat(Shown.tail(daemon.http(), "app=shop&level=error")).hasSize(3);
        assertThat(shown).extracting(Shown::message).containsExactly("boom", "Traceback:", "  File \"x.py\"");
        assertThat(shown.get(2).members())
                .containsEntry("process", "7")
                .containsEntry("host", "h1")
                .containsEntry("flags", List.of("continued"));
    }

    private void post(String target, String body) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            assertThat(http.post(target, body.getBytes(UTF_8)).status()).isEqualTo(204);
        }
    }
}
