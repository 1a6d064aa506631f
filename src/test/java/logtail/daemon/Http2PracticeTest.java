package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import logtail.practice.Http2Practice;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training run that fails halfway is no failure of its own, so here is who notices. */
class Http2PracticeTest {
    private static final int LINE_BYTES = 16;
    private static final int BODIES = 40; // more than the first window of a connection

    @TempDir
    Path directory;

    @Test
    void postsBodyAfterBodyOverHttp2() throws IOException {
        try (var daemon = RunningDaemon.start(directory)) {
            byte[] body = "a line of 16 by\n"
                    .repeat(Http2Practice.MOST_BYTES / LINE_BYTES)
                    .getBytes(UTF_8);
            try (var connection = new Http2Practice(daemon.http().getPort())) {
                for (int i = 0; i < BODIES; i++) {
                    connection.post("/logs?app=practice", body);
                }
            }
            assertThat(new String(HttpSocket.get(daemon.http(), "/apps").body(), UTF_8))
                    .contains("\"events\":" + BODIES * Http2Practice.MOST_BYTES / LINE_BYTES);
        }
    }
}
