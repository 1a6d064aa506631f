package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import logtail.OpensslAuthority;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
        assertThat(daemon.awaitMessages(3)).containsExactlyInAnyOrder("a line", "counted", "by LF");
        assertThat(https("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
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
        InetSocketAddress address = daemon.address(listener);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }
}
