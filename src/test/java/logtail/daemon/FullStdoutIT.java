package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon into a pipe that nobody reads, as {@code docker logs} or a paused {@code tee} may leave it. */
class FullStdoutIT {
    private static final int RESETS = 90; // a hundred lines of a kind are written a minute
    private static final int DRAINS = 40; // each is a line of 3,000 bytes; a pipe holds 64 KiB
    private static final int POSTS = 20;

    @TempDir
    private Path data;

    @Test
    @Timeout(60)
    void acknowledgesLinesWhileNobodyReadsItsLog() throws Exception {
        try (var daemon = DaemonProcess.start(data)) {
            InetSocketAddress http = daemon.address("http");
            daemon.stopReading();
            for (int i = 0; i < RESETS; i++) {
                reset(daemon.address("lines-tcp"));
            }
            for (int i = 0; i < DRAINS; i++) {
                String drain = "{\"name\":\"d%d\",\"url\":\"http://127.0.0.1:1/%s\"}".formatted(i, "x".repeat(3_000));
                var added = HttpSocket.post(http, "/drains", drain, "Content-Type: application/json");
                assertThat(added.status()).as(added.text()).isEqualTo(201);
            }
            for (int i = 0; i < POSTS; i++) {
                assertThat(HttpSocket.post(http, "/logs?app=web", "line " + i).status())
                        .isEqualTo(204);
            }
            assertThat(Shown.tail(http, "app=web&lines=all")).hasSize(POSTS);
            assertThat(HttpSocket.get(http, "/metrics").text()).contains("logtail_log_dropped_total 0.0");
            daemon.readOn();
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.log()).last().asString().contains("at=daemon.stopped");
            assertThat(daemon.log().stream().filter(line -> line.contains("at=intake.closed")))
                    .hasSizeGreaterThan(RESETS / 2);
        }
    }

    /** A connection that breaks off in the middle of a line, of which the daemon tells in its log. */
    private static void reset(InetSocketAddress to) throws IOException {
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            socket.getOutputStream().write("half a line".getBytes(US_ASCII));
            socket.setSoLinger(true, 0);
        }
    }
}
