package logtail.daemon;

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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import logtail.OpensslAuthority;
import logtail.RsyslogSender;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real rsyslog that sends over RELP, and either side killed in between: nothing is lost, and doubles are counted. */
@Timeout(180)
class RelpIT {
    private static final Logger LOG = Logger.getLogger(RelpIT.class.getName());
    private static final Duration HOUR_AGO = Duration.ofHours(-1);
    private static final long PAUSE_NS = 100_000_000; // each look reads the whole journal
    private static final Map<String, String> ON = Map.of("LOGTAIL_RELP", "127.0.0.1:0");

    @TempDir
    private Path data;

    @TempDir
    private Path work;

    @Test
    void takesWhatRsyslogSends() throws Exception {
        try (var daemon = DaemonProcess.start(data, ON);
                var rsyslog = sender(daemon, "")) {
            rsyslog.send(lines("a", 10_000));
            expect(daemon, "a", 10_000, 0);
            Shown first = Shown.all(daemon.address("http")).stream()
                    .filter(shown -> shown.message().endsWith("a 0"))
                    .findAny()
                    .orElseThrow();
            assertThat(first.members()).containsEntry("app", "made");
        }
    }

    @Test
    void takesASessionPerMessage() throws Exception {
        try (var daemon = DaemonProcess.start(data, ON);
                var rsyslog = sender(daemon, "rebindInterval=\"1\"")) {
            rsyslog.send(lines("r", 100));
            expect(daemon, "r", 100, 0);
        }
    }

    @Test
    void takesWhatComesThroughTls() throws Exception {
        OpensslAuthority.assumeInstalled();
        var authority = new OpensslAuthority(work.resolve("ca"));
        OpensslAuthority.Key ours = authority.issue("localhost", "DNS:localhost,IP:127.0.0.1", HOUR_AGO);
        OpensslAuthority.Key theirs = authority.issue("web", "DNS:web", HOUR_AGO);
        var settings = Map.of(
                "LOGTAIL_RELP_TLS", "127.0.0.1:0",
                "LOGTAIL_TLS_CERT", ours.certificate(),
                "LOGTAIL_TLS_KEY", ours.file(),
                "LOGTAIL_TLS_CLIENT_CA", authority.certificate());
        String options = "tls=\"on\" tls.caCert=\"%s\" tls.myCert=\"%s\" tls.myPrivKey=\"%s\" tls.authMode=\"name\""
                .formatted(authority.certificate(), theirs.certificate(), theirs.file());
        try (var daemon = DaemonProcess.start(data, settings);
                var rsyslog =
                        start(daemon.address("relp-tls").getPort(), options + " tls.permittedPeer=\"localhost\"")) {
            rsyslog.send(lines("t", 2_000));
            expect(daemon, "t", 2_000, 0);
        }
    }

    @Test
    void storesNothingTwiceForAClientWhoseConnectionsBreak() throws Exception {
        try (var daemon = DaemonProcess.start(data, ON);
                var proxy = BreakingProxy.start(daemon.address("relp"));
                var rsyslog = RsyslogSender.relp(work, proxy.address(), "timeout=\"3\"")
                        .start()) {
            for (int round = 0; round < 5; round++) {
                Path file = lines("b" + round, 4_000);
                var sending = Thread.ofPlatform().start(() -> send(rsyslog, file));
                proxy.breakAfterBytes(100_000);
                sending.join();
            }
            for (int round = 0; round < 5; round++) {
                expect(daemon, "b" + round, 4_000, 0);
            }
            String metrics = HttpSocket.get(daemon.address("http"), "/metrics").text();
            LOG.info("connections broken: %d, repeated and not stored again: %s"
                    .formatted(proxy.broken(), metric(metrics, "logtail_intake_repeated_total")));
            assertThat(proxy.broken()).isPositive();
        }
    }

    @Test
    void losesNothingWhenTheDaemonIsKilled() throws Exception {
        int port = freePort();
        var settings = Map.of("LOGTAIL_RELP", "127.0.0.1:" + port);
        int doubled = 0;
        try (var rsyslog = start(port, "timeout=\"5\"")) {
            for (int round = 0; round < 3; round++) {
                try (var daemon = DaemonProcess.start(data, settings)) {
                    Path file = lines("k" + round, 2_000);
                    var sending = Thread.ofPlatform().start(() -> send(rsyslog, file));
                    awaitSome(daemon, "k" + round);
                    daemon.kill();
                    sending.join();
                }
            }
            try (var daemon = DaemonProcess.start(data, settings)) {
                for (int round = 0; round < 3; round++) {
                    doubled += expect(daemon, "k" + round, 2_000, 3 * 128);
                }
            }
        }
        LOG.info("3 kills of the daemon: 6000 sent, none lost, %d doubled".formatted(doubled));
    }

    @Test
    void losesNothingWhenRsyslogIsKilled() throws Exception {
        try (var daemon = DaemonProcess.start(data, ON);
                var rsyslog = sender(daemon, "")) {
            int doubled = 0;
            for (int round = 0; round < 3; round++) {
                Path file = lines("s" + round, 3_000);
                rsyslog.send(file);
                rsyslog.awaitQueued("s" + round + " 2999");
                awaitSome(daemon, "s" + round);
                rsyslog.kill();
                rsyslog.start();
            }
            for (int round = 0; round < 3; round++) {
                doubled += expect(daemon, "s" + round, 3_000, 3_000);
            }
            String metrics = HttpSocket.get(daemon.address("http"), "/metrics").text();
            LOG.info("3 kills of rsyslog: 9000 sent, none lost, %d doubled, %s recognised as repeated"
                    .formatted(doubled, metric(metrics, "logtail_intake_repeated_total")));
        }
    }

    private RsyslogSender sender(DaemonProcess daemon, String options) throws Exception {
        return start(daemon.address("relp").getPort(), options);
    }

    private RsyslogSender start(int port, String options) throws IOException {
        return RsyslogSender.relp(work, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), options)
                .start();
    }

    private Path lines(String name, int count) throws IOException {
        return Files.write(
                work.resolve(name),
                IntStream.range(0, count).mapToObj(i -> name + " " + i).toList());
    }

    private static void send(RsyslogSender rsyslog, Path file) {
        try {
            rsyslog.send(file);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitSome(DaemonProcess daemon, String name) throws Exception {
        while (messages(daemon, name).size() < 50) {
            TimeUnit.NANOSECONDS.sleep(PAUSE_NS);
        }
    }

    /** Waits for all lines of this name; gives how many came twice. */
    private static int expect(DaemonProcess daemon, String name, int count, int mostDoubled) throws Exception {
        Set<String> wanted =
                IntStream.range(0, count).mapToObj(i -> name + " " + i).collect(Collectors.toSet());
        List<String> found = messages(daemon, name);
        while (new HashSet<>(found).size() < count) { // the test's timeout is the deadline
            TimeUnit.NANOSECONDS.sleep(PAUSE_NS);
            found = messages(daemon, name);
        }
        assertThat(Set.copyOf(found)).isEqualTo(wanted);
        assertThat(found.size() - count).isBetween(0, mostDoubled);
        return found.size() - count;
    }

    private static List<String> messages(DaemonProcess daemon, String name) throws Exception {
        return Shown.all(daemon.address("http")).stream()
                .map(shown -> shown.message().strip()) // rsyslog's template has a space before the message
                .filter(message -> message.startsWith(name + " "))
                .toList();
    }

    private static String metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{intake=\"relp"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .collect(Collectors.joining());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
