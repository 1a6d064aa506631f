package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import logtail.OpensslAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that break, or rest, in the middle of a line: what came before is kept, and what becomes of the half line is told. */
@Timeout(120)
@Tag("slow")
class HalfSentLinesTest {
    private static final String LONG = "x".repeat(6_000); // more than half lines may rest with
    private static final int DEADLINE_MS = 30_000;

    @TempDir
    static Path keys;

    private static OpensslAuthority.Key server;

    @TempDir
    Path data;

    private RunningDaemon daemon;

    @BeforeAll
    static void issue() throws Exception {
        OpensslAuthority.assumeInstalled();
        server = new OpensslAuthority(keys.resolve("authority")).issue("server", "IP:127.0.0.1", Duration.ofHours(-1));
    }

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(
                data,
                Map.of(
                        "LOGTAIL_TLS_CERT", server.certificate(),
                        "LOGTAIL_TLS_KEY", server.file(),
                        "LOGTAIL_SYSLOG_TLS", "127.0.0.1:0",
                        "LOGTAIL_LINES_TLS", "127.0.0.1:0",
                        "LOGTAIL_RELP", "127.0.0.1:0",
                        "LOGTAIL_UNIX", "stream:" + data.resolve("socket"),
                        "LOGTAIL_BODY_TIMEOUT", "1s"));
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "lines-tcp, 'first\n', half",
        "syslog-tcp, '<13>1 - h a - - - first\n', '<13>1 - h a - - - half'",
        "syslog-tcp, '23 <13>1 - h a - - - first', '99 <13>1 - h a - - - half'",
        "lines-tls, 'first\n', half",
        "syslog-tls, '23 <13>1 - h a - - - first', '99 <13>1 - h a - - - half'",
    })
    void keepsTheHalfLineOfAConnectionThatIsReset(String listener, String whole, String half) throws Exception {
        Socket raw = raw(listener);
        try (Socket socket = listener.endsWith("-tls") ? tls(raw) : raw) {
            socket.getOutputStream().write((whole + half).getBytes(UTF_8));
            assertThat(daemon.await(1)).extracting(Shown::message).containsExactly("first"); // it has read both
            raw.setSoLinger(true, 0);
            raw.close();
            assertThat(daemon.await(2)).extracting(Shown::message).containsExactly("first", "half");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lines-tcp, 'first\n', ''",
        "syslog-tcp, '23 <13>1 - h a - - - first', '9000 <13>1 - h a - - - '",
        "lines-tls, 'first\n', ''",
        "syslog-tls, '23 <13>1 - h a - - - first', '9000 <13>1 - h a - - - '",
    })
    void givesALongHalfLineUpThatRests(String listener, String whole, String half) throws Exception {
        Socket raw = raw(listener);
        try (Socket socket = listener.endsWith("-tls") ? tls(raw) : raw) {
            socket.getOutputStream().write((whole + half + LONG).getBytes(UTF_8));
            awaitEnd(socket.getInputStream());
            expectGivenUp(listener);
        }
    }

    @Test
    void givesALongHalfLineUpOnAUnixSocket() throws Exception {
        try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(data.resolve("socket")));
            socket.write(ByteBuffer.wrap(("<13>1 - h a - - - first\n<13>1 - h a - - - " + LONG).getBytes(UTF_8)));
            assertThat(socket.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            expectGivenUp("unix-stream");
        }
    }

    @Test
    void givesALongHalfFrameOfRelpUpAndAnswersTheFramesBefore() throws Exception {
        try (var client = RelpClient.open(daemon.address("relp"))) {
            client.send(RelpClient.line(2, "<13>1 - h a - - - first") + "3 syslog 9000 " + LONG);
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            assertThat(client.receive()).isEqualTo("0 serverclose");
            assertThat(client.isAtEnd()).isTrue();
            expectGivenUp("relp");
        }
    }

    private void expectGivenUp(String intake) throws IOException {
        Metrics.await(daemon, "logtail_intake_closed_total{intake=\"%s\",reason=\"half-line\"}".formatted(intake), 1);
        List<String> shown = daemon.awaitMessages(1);
        assertThat(shown).containsExactly("first");
    }

    private static void awaitEnd(InputStream in) {
        try {
            assertThat(in.readAllBytes()).isEmpty();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("it is not closed", e);
        } catch (IOException e) {
            assertThat(e).isNotNull(); // reset, as some systems have it
        }
    }

    private Socket raw(String listener) throws IOException {
        InetSocketAddress address = daemon.address(listener);
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MS);
        return socket;
    }

    private static SSLSocket tls(Socket raw) throws Exception {
        var socket = (SSLSocket) server.clientWithoutCertificate()
                .getSocketFactory()
                .createSocket(raw, "127.0.0.1", raw.getPort(), true);
        socket.startHandshake();
        return socket;
    }
}
