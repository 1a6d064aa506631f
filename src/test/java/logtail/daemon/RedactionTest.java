package logtail.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code LOGTAIL_REDACT} names never gets into the data directory, by whatever way it came. */
@Timeout(60)
class RedactionTest {
    private static final String SECRET = "joe@example.com";

    @TempDir
    private Path data;

    @Test
    void keepsSecretsOutOfEverythingThatIsKept() throws IOException {
        var settings = Map.of("LOGTAIL_REDACT", "email=hash card re:/drop me/=drop");
        try (var daemon = RunningDaemon.start(data, settings)) {
            daemon.send(
                    "lines-tcp", ("{\"app\":\"web\",\"msg\":\"" + SECRET + "\"}\nplease drop me\n").getBytes(UTF_8));
            daemon.await(1);
            daemon.send(
                    "syslog-tcp",
                    ("<13>1 - h web 1 " + SECRET + " [a@1 mail=\"" + SECRET + "\"] card 4111 1111 1111 1111\n")
                            .getBytes(UTF_8));
            daemon.await(2);
            byte[] datagram = ("<13>Nov 30 12:00:00 h web: udp " + SECRET).getBytes(UTF_8);
            try (var socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(datagram, datagram.length, daemon.address("syslog-udp")));
            }
            daemon.await(3);
            String body = "http " + SECRET + "\ndrop me\n";
            try (var http = HttpSocket.open(daemon.http())) {
                assertThat(http.post("/logs?app=web", body.getBytes(UTF_8)).status())
                        .isEqualTo(204);
            }
            assertThat(daemon.await(4).toString()).doesNotContain(SECRET).contains("****1111");
            assertThat(HttpSocket.get(daemon.http(), "/metrics").text())
                    .contains("logtail_redacted_total{rule=\"email\"} 5")
                    .contains("logtail_redacted_total{rule=\"card\"} 1")
                    .contains("logtail_redacted_total{rule=\"re1\"} 2")
                    .contains("logtail_intake_dropped_total{intake=\"lines-tcp\",reason=\"redacted\"} 1");
            assertThat(daemon.faults).isEmpty();
        }
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith("4111 1111")).isEmpty();
        assertThat(filesWith("h:")).isNotEmpty();
    }

    @Test
    void makesAKeyOnceThatOnlyItsOwnerReads() throws IOException {
        var settings = Map.of("LOGTAIL_REDACT", "email=hash");
        for (int start = 0; start < 2; start++) {
            try (var daemon = RunningDaemon.start(data, settings)) {
                daemon.send("lines-tcp", (SECRET + "\n").getBytes(UTF_8));
                List<Shown> events = daemon.await(start + 1);
                assertThat(events.getLast().message())
                        .isEqualTo(events.getFirst().message());
            }
        }
        Path key = data.resolve("redact-key");
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(key)).matches("[0-9a-f]{64}\n");
        Files.writeString(key, "");
        assertThatThrownBy(() -> RunningDaemon.start(data, settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("redact-key")
                .hasMessageContaining("LOGTAIL_REDACT_KEY");
    }

    @Test
    void saysWhatIsWrongWithRulesAndKeysButShowsNoKey() {
        assertThatThrownBy(() -> DaemonSettings.from(
                        new Env(Map.of("LOGTAIL_REDACT", "card mail=hash", "LOGTAIL_REDACT_KEY", "short"))))
                .hasMessageContaining("LOGTAIL_REDACT: column 6, 'mail': expected card, token, key, email, ipv4")
                .hasMessageContaining("LOGTAIL_REDACT_KEY: takes 16 bytes or more")
                .hasMessageNotContaining("short");
    }

    private List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(text))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
