package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import logtail.OpensslAuthority;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners with TLS over real sockets: lines, syslog and HTTPS, with and without certificates of clients. */
@Timeout(60)
@Tag("slow")
class TlsListenersTest {
    @TempDir
    static Path keys;

    private static OpensslAuthority authority;
    private static OpensslAuthority.Key server;
    private static OpensslAuthority.Key client;

    @TempDir
    Path data;

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
            daemon = null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void readsLinesAndSyslogAndAnswersHttps(String version) throws Exception {
        start(Map.of());
        send("lines-tls", server.clientOf(), version, "a line\n");
        send(
                "syslog-tls",
                server.clientOf(),
                version,
                "27 <13>1 - h web - - - counted" + "<13>1 - h web - - - by LF\n");
        assertThat(daemon().awaitMessages(3)).containsExactlyInAnyOrder("a line", "counted", "by LF");
        assertThat(https("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void demandsACertificateOfItsAuthority() throws Exception {
        var other = new OpensslAuthority(keys.resolve("other"));
        OpensslAuthority.Key stranger = other.issue("stranger", "DNS:client.example", Duration.ofHours(-1));
        OpensslAuthority.Key past = authority.issue("past", "DNS:client.example", Duration.ofDays(-3));
        start(Map.of("LOGTAIL_TLS_CLIENT_CA", authority.certificate()));
        send("lines-tls", client.clientOf(), "TLSv1.3", "known\n");
        assertThat(daemon().awaitMessages(1)).containsExactly("known");
        refused("lines-tls", trusting(), "no-certificate");
        refused("lines-tls", stranger.clientOf(server), "unknown-authority");
        refused("lines-tls", past.clientOf(), "expired");
        assertThat(daemon().awaitMessages(1)).containsExactly("known");
    }

    @Test
    void letsClientsWithoutACertificateInWhereItIsOptional() throws Exception {
        start(Map.of("LOGTAIL_TLS_CLIENT_CA", authority.certificate(), "LOGTAIL_TLS_CLIENT_AUTH", "optional"));
        send("lines-tls", trusting(), "TLSv1.3", "without\n");
        assertThat(daemon().awaitMessages(1)).containsExactly("without");
    }

    @Test
    void countsTheClientThatDoesNotTrustIt() throws Exception {
        var other = new OpensslAuthority(keys.resolve("elsewhere"));
        OpensslAuthority.Key stranger = other.issue("elsewhere", "DNS:client.example", Duration.ofHours(-1));
        start(Map.of());
        try (SSLSocket socket = connect("lines-tls", stranger.clientOf(), "TLSv1.3")) {
            throw new AssertionError("trusted " + socket);
        } catch (SSLException e) {
            assertThat(e).hasMessageContaining("path");
        }
        awaitFailed("lines-tls", "rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "syslog-tls", "lines-tls"})
    void refusesPlainText(String listener) throws Exception {
        start(Map.of());
        try (Socket socket = plain(listener)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            if (listener.equals("https")) {
                assertThat(answer).startsWith("HTTP/1.1 400 ").contains("this port takes HTTPS");
            } else {
                assertThat(answer).isEmpty();
            }
        }
        awaitFailed(listener, "not-tls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "syslog-tcp", "lines-tcp"})
    void refusesTlsOnAPlainPort(String listener) {
        start(Map.of());
        assertThatThrownBy(() -> connect(listener, server.clientOf(), "TLSv1.3"))
                .isInstanceOf(IOException.class);
        awaitFailed(listener, "tls");
    }

    @Test
    void closesAHandshakeThatDoesNotEnd() throws Exception {
        start(Map.of("LOGTAIL_HEADER_TIMEOUT", "1s"));
        try (Socket silent = plain("lines-tls");
                Socket half = plain("lines-tls")) {
            half.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0});
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().readAllBytes()).hasSizeLessThan(100);
        }
        awaitFailed("lines-tls", "timeout");
    }

    @Test
    void letsNewConnectionsInThoughManyHandshakesRest() throws Exception {
        start(Map.of("LOGTAIL_MAX_CONNECTIONS", "64", "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", "64"));
        var resting = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 40; i++) {
                resting.add(plain("lines-tls"));
            }
            send("lines-tls", server.clientOf(), "TLSv1.3", "through\n");
            assertThat(daemon().awaitMessages(1)).containsExactly("through");
            awaitFailed("lines-tls", "crowded");
        } finally {
            for (Socket socket : resting) {
                socket.close();
            }
        }
    }

    @Test
    void takesWhatWasSentBeforeItStops() throws Exception {
        start(Map.of());
        try (SSLSocket socket = connect("lines-tls", server.clientOf(), "TLSv1.3")) {
            socket.getOutputStream().write("one\ntwo\nthree, unfinished".getBytes(UTF_8));
            stop();
            assertThat(socket.getInputStream().read())
                    .as("close_notify, else an exception")
                    .isEqualTo(-1);
        }
        start(Map.of());
        assertThat(daemon().awaitMessages(3)).containsExactly("one", "two", "three, unfinished");
    }

    @Test
    void takesTheAddressThatAProxyTellsBeforeTls() throws Exception {
        start(Map.of("LOGTAIL_LINES_TLS_PROXY", "on"));
        InetSocketAddress address = daemon().address("lines-tls");
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n".getBytes(UTF_8));
            var secure = (SSLSocket) server.clientOf()
                    .getSocketFactory()
                    .createSocket(socket, address.getHostString(), address.getPort(), true);
            secure.getOutputStream().write("proxied\n".getBytes(UTF_8));
            secure.close();
        }
        Shown shown = daemon().await(1).getFirst();
        assertThat(shown.message()).isEqualTo("proxied");
        assertThat(shown.members()).containsEntry("host", "192.0.2.7");
    }

    private void refused(String listener, SSLContext client, String reason) {
        try (SSLSocket socket = connect(listener, client, "TLSv1.3")) {
            socket.getOutputStream()
                    .write("x\n".getBytes(UTF_8)); // with TLS 1.3 a client learns of it after its handshake
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).isNotNull(); // the alert, or the end, as the system has it
        }
        awaitFailed(listener, reason);
    }

    private void awaitFailed(String listener, String reason) {
        String metric = "logtail_connections_failed_total{listener=\"%s\",reason=\"%s\"} ".formatted(listener, reason);
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String metrics = "";
        while (System.nanoTime() - deadlineNs < 0) {
            try {
                metrics = HttpSocket.get(daemon().http(), "/metrics").text();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            int at = metrics.indexOf(metric);
            if (at >= 0 && metrics.charAt(at + metric.length()) != '0') {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("not counted: " + metric
                + metrics.lines()
                        .filter(line -> line.contains("failed_total") && !line.endsWith(" 0.0"))
                        .toList());
    }

    /** The context of a client that shows no certificate. */
    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        return server.clientWithoutCertificate();
    }

    private Socket plain(String listener) throws IOException {
        InetSocketAddress address = daemon().address(listener);
        return new Socket(address.getAddress(), address.getPort());
    }

    private String https(String request) throws Exception {
        try (SSLSocket socket = connect("https", server.clientOf(), "TLSv1.3")) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private void start(Map<String, String> more) {
        var variables = new HashMap<>(Map.of(
                "LOGTAIL_TLS_CERT", server.certificate(),
                "LOGTAIL_TLS_KEY", server.file(),
                "LOGTAIL_HTTPS", "127.0.0.1:0",
                "LOGTAIL_SYSLOG_TLS", "127.0.0.1:0",
                "LOGTAIL_LINES_TLS", "127.0.0.1:0"));
        variables.putAll(more);
        daemon = RunningDaemon.start(data, variables);
    }

    private void send(String listener, SSLContext context, String version, String text) throws IOException {
        try (SSLSocket socket = connect(listener, context, version)) {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }
    }

    private SSLSocket connect(String listener, SSLContext context, String version) throws IOException {
        InetSocketAddress address = daemon().address(listener);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true); // so that the daemon has received what was sent
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }

    private RunningDaemon daemon() {
        return Objects.requireNonNull(daemon);
    }
}
