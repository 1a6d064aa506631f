package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import logtail.runtime.Json;
import logtail.runtime.Version;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /status} of a daemon. */
@Timeout(60)
class StatusTest extends DaemonTest {
    @Test
    void tellsOfEveryPart() throws IOException {
        assertThat(HttpSocket.post(daemon.http(), "/logs?app=web", "one\ntwo").status())
                .isEqualTo(204);
        daemon.send("lines-tcp", "three\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        try (var tail = HttpSocket.open(daemon.http())) {
            var lines = tail.send(HttpSocket.head("GET", "/tail?lines=all&level=debug"))
                    .receiveStream();
            for (int i = 0; i < 3; i++) {
                assertThat(lines.readLine()).contains("\"message\"");
            }
            Json status = status();
            assertThat(status.text("version")).isEqualTo(Version.number());
            assertThat(status.number("pid")).isEqualTo(ProcessHandle.current().pid());
            assertThat(status.text("ready")).isEqualTo("true");
            assertThat(listener(status, "http").number("lines")).isEqualTo(2);
            assertThat(listener(status, "http").number("connections")).isGreaterThan(0);
            assertThat(listener(status, "http").decimal("lines_per_second")).isGreaterThanOrEqualTo(0);
            assertThat(listener(status, "lines-tcp").number("lines")).isEqualTo(1);
            assertThat(listener(status, "lines-tcp").text("address"))
                    .isEqualTo("127.0.0.1:" + daemon.address("lines-tcp").getPort());
            assertThat(status.get("ring").number("size")).isGreaterThan(0);
            Json journal = status.get("journal");
            assertThat(journal.text("first")).isEqualTo("1");
            assertThat(journal.text("last")).isEqualTo("3");
            assertThat(journal.members().keySet())
                    .containsExactly(
                            "first",
                            "last",
                            "oldest",
                            "bytes",
                            "retain_for",
                            "retain_bytes",
                            "disk_free",
                            "newest",
                            "bytes_per_day");
            assertThat(status.number("tails_open")).isEqualTo(1);
            Json open = status.get("tails").items().getFirst();
            assertThat(open.text("format")).isEqualTo("ndjson");
            assertThat(open.text("level")).isEqualTo("debug");
            assertThat(open.text("remote")).isEqualTo("127.0.0.1");
            assertThat(status.get("apps").items()).hasSize(2);
            assertThat(status.get("apps").items().getFirst().toString()).startsWith("{\"app\":\"web\",");
            assertThat(status.get("drains").items()).isEmpty();
            assertThat(status.get("memory").get("shares").members()).containsKey("tails");
        }
    }

    @Test
    void listsATailNoMoreOnceItHasEnded() throws IOException {
        HttpSocket.get(daemon.http(), "/tail?follow=false");
        HttpSocket.get(daemon.http(), "/events/1");
        assertThat(status().get("tails").items()).isEmpty();
    }

    @Test
    void ratesAreOfTheLastMinute() {
        var nowNs = new AtomicLong();
        var rates = new RecentRates(nowNs::get);
        nowNs.set(10_000_000_000L);
        assertThat(rates.perSecond("a", 50)).as("since the start").isEqualTo(5);
        nowNs.set(20_000_000_000L);
        assertThat(rates.perSecond("a", 150)).isEqualTo(10);
        nowNs.set(100_000_000_000L);
        assertThat(rates.perSecond("a", 150))
                .as("nothing since it was asked last")
                .isZero();
        assertThat(rates.perSecond("b", 100)).isEqualTo(1);
    }

    private static Json listener(Json status, String name) {
        List<Json> found = status.get("listeners").items().stream()
                .filter(listener -> listener.text("name").equals(name))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private Json status() throws IOException {
        var answer = HttpSocket.get(daemon.http(), "/status");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.read(answer.text());
    }
}
