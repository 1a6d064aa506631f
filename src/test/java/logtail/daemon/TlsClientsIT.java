package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.OpensslAuthority;
import logtail.Programs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The senders that people have, over TLS with and without certificates of their own; one that is not installed is passed over. */
@Timeout(120)
class TlsClientsIT {
    private static final int MESSAGES = 200;

    @TempDir
    static Path keys;

    private static OpensslAuthority authority;
    private static OpensslAuthority.Key server;
    private static OpensslAuthority.Key client;

    @TempDir
    Path data;

    @TempDir
    Path work;

    private @Nullable RunningDaemon daemon;

    @BeforeAll
    static void issue() throws Exception {
        OpensslAuthority.assumeInstalled();
        authority = new OpensslAuthority(keys.resolve("authority"));
        server = authority.issue("server", "IP:127.0.0.1", Duration.ofHours(-1));
        client = authority.issue("client", "DNS:client.example", Duration.ofHours(-1));
    }

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ossl, octet-counted, false",
        "ossl, octet-counted, true",
        "ossl, traditional, true",
        "gtls, octet-counted, false",
        "gtls, traditional, true",
    })
    void rsyslog(String driver, String framing, boolean isKnown) throws IOException, InterruptedException {
        Programs.need("logger", "bsdutils");
        Programs.need("rsyslogd", "rsyslog");
        Programs.need(
                Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_" + driver + ".so")),
                "lmnsd_" + driver + ".so",
                driver.equals("ossl") ? "rsyslog-openssl" : "rsyslog-gnutls");
        RunningDaemon running = start(isKnown);
        Path socket = work.resolve("in");
        String own = isKnown
                ? "DefaultNetstreamDriverCertFile=\"%s\" DefaultNetstreamDriverKeyFile=\"%s\""
                        .formatted(client.certificate(), client.file())
                : "";
        Path config = Files.writeString(work.resolve("rsyslog.conf"), """
                global(DefaultNetstreamDriver="%s" DefaultNetstreamDriverCAFile="%s" %s)
                module(load="imuxsock" SysSock.Use="off")
                input(type="imuxsock" Socket="%s")
                *.* action(type="omfwd" target="127.0.0.1" port="%s" protocol="tcp" TCP_Framing="%s"
                           template="RSYSLOG_SyslogProtocol23Format"
                           StreamDriver="%s" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid")
                """.formatted(
                        driver, authority.certificate(), own, socket, port(running, "syslog-tls"), framing, driver));
        Process rsyslog = begin(
                List.of(
                        Programs.find("rsyslogd"),
                        "-n",
                        "-f",
                        config.toString(),
                        "-i",
                        work.resolve("pid").toString()),
                null);
        try {
            awaitSocket(socket, rsyslog);
            List<String> sent = IntStream.range(0, MESSAGES)
                    .mapToObj(i -> "message number " + i)
                    .toList();
            Path lines = Files.write(work.resolve("lines"), sent);
            run(List.of("logger", "--socket", socket.toString(), "--tag", "mine"), lines);
            List<String> kept = running.await(MESSAGES).stream()
                    .filter(event -> event.app().equals("mine"))
                    .map(event -> event.message().strip()) // the template leaves a second space, which is MSG's
                    .toList();
            assertThat(kept).isEqualTo(sent);
        } finally {
            rsyslog.destroy();
            rsyslog.waitFor();
        }
    }

    @Test
    void curl() throws IOException, InterruptedException {
        Programs.need("curl", "curl");
        RunningDaemon running = start(true);
        Path lines = Files.writeString(work.resolve("lines"), "one\ntwo\n");
        run(
                List.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--cacert",
                        authority.certificate(),
                        "--cert",
                        client.certificate(),
                        "--key",
                        client.file(),
                        "--data-binary",
                        "@" + lines,
                        "https://127.0.0.1:%s/logs?app=web".formatted(port(running, "https"))),
                null);
        assertThat(running.awaitMessages(2)).containsExactly("one", "two");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void opensslWithACertificate(String version) throws IOException, InterruptedException {
        RunningDaemon running = start(true);
        Path lines = Files.writeString(work.resolve("lines"), "one\ntwo\n");
        run(
                List.of(
                        "openssl",
                        "s_client",
                        version,
                        "-quiet",
                        "-no_ign_eof",
                        "-verify_return_error",
                        "-CAfile",
                        authority.certificate(),
                        "-cert",
                        client.certificate(),
                        "-key",
                        client.file(),
                        "-connect",
                        "127.0.0.1:" + port(running, "lines-tls")),
                lines);
        assertThat(running.awaitMessages(2)).containsExactly("one", "two");
    }

    private RunningDaemon start(boolean isKnown) {
        Map<String, String> tls = Map.of(
                "LOGTAIL_TLS_CERT", server.certificate(),
                "LOGTAIL_TLS_KEY", server.file(),
                "LOGTAIL_HTTPS", "127.0.0.1:0",
                "LOGTAIL_SYSLOG_TLS", "127.0.0.1:0",
                "LOGTAIL_LINES_TLS", "127.0.0.1:0");
        var settings = new java.util.HashMap<>(tls);
        if (isKnown) {
            settings.put("LOGTAIL_TLS_CLIENT_CA", authority.certificate());
        }
        RunningDaemon running = RunningDaemon.start(data, settings);
        daemon = running;
        return running;
    }

    private static String port(RunningDaemon daemon, String listener) {
        return Integer.toString(daemon.address(listener).getPort());
    }

    private void run(List<String> command, @Nullable Path input) throws IOException, InterruptedException {
        Process process = begin(command, input);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ended", command)
                .isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(work.resolve("output")))
                .isZero();
    }

    private Process begin(List<String> command, @Nullable Path input) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(work.resolve("output").toFile());
        builder.redirectInput(input == null ? new File("/dev/null") : input.toFile());
        return builder.start();
    }

    private static void awaitSocket(Path socket, Process owner) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(socket)) {
            assertThat(owner.isAlive()).as("rsyslogd runs").isTrue();
            assertThat(System.nanoTime()).as("rsyslogd listens in time").isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }
}
