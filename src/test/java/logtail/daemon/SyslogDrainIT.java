package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import logtail.OpensslAuthority;
import logtail.RsyslogReceiver;
import logtail.web.HttpSocket;
import logtail.web.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drains to a real rsyslog, which dies now and then, and to receivers that misbehave. */
@Timeout(600)
class SyslogDrainIT {
    private static final Logger LOG = Logger.getLogger(SyslogDrainIT.class.getName());
    private static final int BATCH = 500;
    private static final long POLL_NS = 20_000_000;

    @TempDir
    private Path data;

    @TempDir
    private Path receiving;

    private int lines;

    @BeforeEach
    void readLines() {
        lines = Integer.getInteger("logtail.lines", 100_000);
    }

    @Test
    void rsyslogHasEveryLineInOrder() throws Exception {
        try (var receiver = RsyslogReceiver.tcp(receiving).start();
                var daemon = DaemonProcess.start(data, drain("eu", "syslog://127.0.0.1:" + receiver.port()))) {
            long startNs = System.nanoTime();
            post(daemon, 0, lines);
            receiver.await(line(lines - 1));
            LOG.info("%,d lines in %d ms".formatted(lines, (System.nanoTime() - startNs) / 1_000_000));
            assertThat(of(receiver)).isEqualTo(expected(lines));
        }
    }

    /** {@code -Dlogtail.seconds}: how long it is away. */
    @Test
    void everythingComesWhenTheReceiverAndTheDaemonDieUnderLoad() throws Exception {
        int away = Integer.getInteger("logtail.seconds", 5);
        try (var receiver = RsyslogReceiver.tcp(receiving).start();
                var other = RsyslogReceiver.tcp(Files.createDirectory(receiving.resolve("other")))
                        .start()) {
            Map<String, String> settings = drain(
                    "eu", "syslog://127.0.0.1:%d other=syslog://127.0.0.1:%d".formatted(receiver.port(), other.port()));
            try (var daemon = DaemonProcess.start(data, settings)) {
                post(daemon, 0, lines / 4);
                receiver.kill();
                long killedNs = System.nanoTime();
                post(daemon, lines / 4, lines / 2);
                other.await(line(lines / 2 - 1));
                var dead = Json.object(
                        HttpSocket.get(daemon.address("http"), "/drains/eu").text());
                assertThat(dead.get("state")).isEqualTo("retrying");
                assertThat(String.valueOf(dead.get("trouble"))).contains("127.0.0.1:" + receiver.port());
                while (System.nanoTime() - killedNs < TimeUnit.SECONDS.toNanos(away)) {
                    LockSupport.parkNanos(POLL_NS);
                }
                daemon.kill();
            }
            try (var daemon = DaemonProcess.start(data, settings)) {
                receiver.start();
                post(daemon, lines / 2, lines);
                receiver.await(line(lines - 1));
                other.await(line(lines - 1));
                List<String> received = of(receiver);
                assertThat(new HashSet<>(received)).isEqualTo(new HashSet<>(expected(lines)));
                assertThat(new HashSet<>(of(other))).isEqualTo(new HashSet<>(expected(lines)));
                LOG.info(
                        "%,d lines, receiver away for %d s, daemon killed: %,d came twice there, %,d at the other drain"
                                .formatted(
                                        lines,
                                        away,
                                        received.size() - lines,
                                        of(other).size() - lines));
            }
        }
    }

    @Test
    void overTlsToWhoeverProvesWhoHeIs() throws Exception {
        OpensslAuthority.assumeInstalled();
        var authority = new OpensslAuthority(receiving.resolve("authority"));
        var key = authority.issue("here", "IP:127.0.0.1", Duration.ZERO);
        try (var receiver = RsyslogReceiver.tls(receiving, authority.certificate(), key)
                        .start();
                var daemon = DaemonProcess.start(
                        data,
                        drain(
                                "eu",
                                "syslog+tls://127.0.0.1:%d#ca=%s"
                                        .formatted(receiver.port(), authority.certificate())))) {
            post(daemon, 0, lines / 2);
            receiver.await(line(lines / 2 - 1));
            assertThat(of(receiver)).isEqualTo(expected(lines / 2));
        }
    }

    @Test
    void saysWhyACertificateIsNotGoodEnough() throws Exception {
        OpensslAuthority.assumeInstalled();
        var authority = new OpensslAuthority(receiving.resolve("authority"));
        String ca = authority.certificate();
        var expired = authority.issue("expired", "IP:127.0.0.1", Duration.ofDays(-2));
        var other = authority.issue("other", "DNS:elsewhere.example", Duration.ZERO);
        try (var old = RsyslogReceiver.tls(Files.createDirectory(receiving.resolve("a")), ca, expired)
                        .start();
                var named = RsyslogReceiver.tls(Files.createDirectory(receiving.resolve("b")), ca, other)
                        .start();
                var daemon = DaemonProcess.start(
                        data, Map.of("LOGTAIL_DRAINS", """
                        expired=syslog+tls://127.0.0.1:%1$d#ca=%3$s
                        misnamed=syslog+tls://127.0.0.1:%2$d#ca=%3$s
                        unknown=syslog+tls://127.0.0.1:%2$d
                        """.formatted(old.port(), named.port(), ca)))) {
            post(daemon, 0, 1);
            InetSocketAddress http = daemon.address("http");
            assertThat(awaitTrouble(http, "expired").get("trouble")).asString().contains("has expired");
            assertThat(awaitTrouble(http, "misnamed").get("trouble")).asString().contains("not for the name 127.0.0.1");
            assertThat(awaitTrouble(http, "unknown").get("trouble"))
                    .asString()
                    .contains("not issued by an authority that we trust");
        }
    }

    @Test
    void aReceiverThatNeverReadsHoldsUpNobodyElse() throws Exception {
        try (var deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var receiver = RsyslogReceiver.tcp(receiving).start();
                var daemon = DaemonProcess.start(
                        data,
                        drain(
                                "deaf",
                                "syslog://127.0.0.1:%d good=syslog://127.0.0.1:%d"
                                        .formatted(deaf.getLocalPort(), receiver.port())))) {
            post(daemon, 0, lines);
            receiver.await(line(lines - 1));
            assertThat(of(receiver)).isEqualTo(expected(lines));
            Map<String, Object> stalled = awaitTrouble(daemon.address("http"), "deaf");
            assertThat(String.valueOf(stalled.get("trouble"))).contains("has accepted nothing for");
            assertThat(Long.parseLong(String.valueOf(stalled.get("lag_events"))))
                    .isPositive();
        }
    }

    private static Map<String, Object> awaitTrouble(InetSocketAddress http, String drain) throws IOException {
        long startNs = System.nanoTime();
        while (true) {
            Map<String, Object> shown =
                    Json.object(HttpSocket.get(http, "/drains/" + drain).text());
            if (!String.valueOf(shown.get("trouble")).isEmpty()) {
                return shown;
            }
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(30));
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static Map<String, String> drain(String name, String url) {
        return Map.of("LOGTAIL_DRAINS", name + "=" + url);
    }

    private static String line(int number) {
        return "web line number " + number;
    }

    private static List<String> expected(int count) {
        return IntStream.range(0, count).mapToObj(SyslogDrainIT::line).toList();
    }

    private static List<String> of(RsyslogReceiver receiver) throws IOException {
        return receiver.lines().stream().filter(line -> line.startsWith("web ")).toList();
    }

    private static void post(DaemonProcess daemon, int from, int to) throws IOException, InterruptedException {
        try (var http = HttpSocket.open(daemon.address("http"))) {
            for (int first = from; first < to; first += BATCH) {
                var body = new StringBuilder();
                for (int i = first; i < Math.min(to, first + BATCH); i++) {
                    body.append("line number ").append(i).append('\n');
                }
                assertThat(http.post("/logs?app=web", body.toString().getBytes(UTF_8))
                                .status())
                        .isEqualTo(204);
            }
        }
    }
}
