package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import logtail.Programs;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code logger} of util-linux with a token in its structured data, while tokens are in force. */
@Timeout(60)
class LoggerTokensIT {
    private static final String WEB = "web-token-0123456789abcdef";
    private static final String ADMIN = "admin-token-0123456789abcdef";
    private static final String BEARER = "Authorization: Bearer " + ADMIN;

    @TempDir
    private Path data;

    @TempDir
    private Path work;

    private @Nullable RunningDaemon daemon;

    @BeforeEach
    void need() {
        Programs.need("logger", "bsdutils");
    }

    @AfterEach
    void close() {
        if (daemon != null) {
            daemon.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"--tcp --octet-count, syslog-tcp", "--tcp, syslog-tcp", "--udp, syslog-udp"})
    void storesALineWithoutItsToken(String options, String protocol) throws Exception {
        start(Map.of());
        logger(options, protocol, "web-1", WEB, "--sd-id", "other@1", "--sd-param", "kept=\"yes\"");
        Shown shown = await(1).getFirst();
        assertThat(shown.message()).isEqualTo("from web-1");
        assertThat(shown.app()).isEqualTo("web-1");
        assertThat(String.valueOf(shown.members().get("attributes"))).contains("other@1.kept=yes");
        assertThat(shown.members().toString()).doesNotContain(WEB).doesNotContain("logtail@32473");
    }

    @ParameterizedTest
    @CsvSource({
        "--tcp --octet-count, syslog-tcp, web-1, wrong-token-0123456789abcdef, denied",
        "--udp, syslog-udp, web-1, wrong-token-0123456789abcdef, denied",
        "--tcp --octet-count, syslog-tcp, db, web-token-0123456789abcdef, app",
        "--udp, syslog-udp, db, web-token-0123456789abcdef, app"
    })
    void refusesAndCountsAWrongTokenAndAnAppThatItIsNotFor(
            String options, String protocol, String app, String token, String reason) throws Exception {
        start(Map.of());
        logger(options, protocol, app, token);
        Metrics.await(daemon(), dropped(protocol, reason), 1, BEARER);
        logger(options, protocol, "web-2", WEB);
        assertThat(await(1)).extracting(Shown::app).containsExactly("web-2");
        assertThat(tail("/tail?lines=all&follow=false&app=" + app)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--tcp --octet-count, syslog-tcp, LOGTAIL_SYSLOG_TCP_TOKEN",
        "--udp, syslog-udp, LOGTAIL_SYSLOG_UDP_TOKEN"
    })
    void takesTheListenersOwnTokenForLinesThatShowNone(String options, String protocol, String setting)
            throws Exception {
        start(Map.of(setting, WEB));
        logger(options, protocol, "web-1", "");
        assertThat(await(1)).extracting(Shown::app).containsExactly("web-1");
        logger(options, protocol, "db", "");
        Metrics.await(daemon(), dropped(protocol, "app"), 1, BEARER);
        logger(options, protocol, "web-1", "wrong-token-0123456789abcdef"); // what is shown counts
        Metrics.await(daemon(), dropped(protocol, "denied"), 1, BEARER);
        assertThat(tail("/tail?lines=all&follow=false")).hasSize(1);
    }

    private void start(Map<String, String> more) throws IOException {
        Path tokens = Files.writeString(work.resolve("tokens"), """
                {"name":"web","token":"%s","rights":["ingest"],"apps":["web-*"]}
                {"name":"root","token":"%s","rights":["admin"]}
                """.formatted(WEB, ADMIN));
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        var settings = new HashMap<>(more);
        settings.put("LOGTAIL_TOKENS_FILE", tokens.toString());
        daemon = RunningDaemon.start(data, settings);
    }

    private RunningDaemon daemon() {
        return Objects.requireNonNull(daemon);
    }

    private static String dropped(String protocol, String reason) {
        return "logtail_intake_dropped_total{intake=\"%s\",reason=\"%s\"}".formatted(protocol, reason);
    }

    private List<Shown> await(int count) throws IOException {
        var shown = new ArrayList<Shown>();
        try (var tail = HttpSocket.open(daemon().http())) {
            var lines =
                    tail.send(HttpSocket.head("GET", "/tail?lines=all", BEARER)).receiveStream();
            while (shown.size() < count) {
                shown.add(Shown.of(lines.readLine()));
            }
        }
        return shown;
    }

    private List<String> tail(String target) throws IOException {
        return HttpSocket.get(daemon().http(), target, BEARER).lines();
    }

    /** Sends one line, with a token unless that is empty. */
    private void logger(String options, String protocol, String app, String token, String... more)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Programs.find("logger"), "--server", "127.0.0.1"));
        command.addAll(
                List.of("--port", Integer.toString(daemon().address(protocol).getPort())));
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of("--rfc5424", "--tag", app));
        if (!token.isEmpty()) {
            command.addAll(List.of("--sd-id", "logtail@32473", "--sd-param", "token=\"" + token + "\""));
        }
        command.addAll(List.of(more));
        command.add("from " + app);
        Process logger = new ProcessBuilder(command).inheritIO().start();
        assertThat(logger.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(logger.exitValue()).isZero();
    }
}
