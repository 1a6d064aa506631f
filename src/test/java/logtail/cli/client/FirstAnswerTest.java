package logtail.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FirstAnswerTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATE = Duration.ofSeconds(20);

    @Test
    void aPortThatSaysNothingIsNoHttpDaemon() throws IOException {
        try (var silent = listen()) {
            assertThatThrownBy(() -> FirstAnswer.status(connection(silent), SOON))
                    .isInstanceOf(NoHttpException.class)
                    .hasMessageContaining("no answer in");
        }
    }

    @Test
    void aPortThatClosesOrSpeaksOtherwiseIsNone() throws IOException {
        for (String answer : new String[] {"", "SSH-2.0-OpenSSH_9.9\r\n"}) {
            try (var server = listen()) {
                Thread.ofVirtual().start(() -> answerAll(server, answer));
                assertThatThrownBy(() -> FirstAnswer.status(connection(server), LATE))
                        .as(answer)
                        .isInstanceOf(NoHttpException.class);
            }
        }
    }

    @Test
    void whatItIsToldIsWhereHttpWouldBe() {
        var unreachable = new UnreachableException(
                DaemonAddresses.of(new DaemonAddress("http://127.0.0.1:5515")),
                new NoHttpException("no answer in 8 s"));
        assertThat(unreachable)
                .hasMessageStartingWith("http://127.0.0.1:5515 is no HTTP daemon (no answer in 8 s)\n")
                .hasMessageContaining("8514");
        assertThat(unreachable.exitCode()).isEqualTo(3);
    }

    private static void answerAll(ServerSocket server, String answer) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // closed
            }
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private static HttpURLConnection connection(ServerSocket server) throws IOException {
        return (HttpURLConnection) URI.create("http://127.0.0.1:" + server.getLocalPort() + "/tail")
                .toURL()
                .openConnection();
    }
}
