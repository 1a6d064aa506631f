package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers that ask for as much as they can and then do not read, of a daemon with the memory that {@code bin/logtail} gives
 * it: it lives, and an honest tail beside them is shown what comes.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TailMemoryIT {
    private static final String[] SHIPPED = {
        "-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=512m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC"
    };
    private static final int PROCESSES = 120;
    private static final int LINES = 20;
    private static final int MESSAGE_BYTES = 62_000;
    private static final int EVENTS = PROCESSES * LINES;

    @TempDir
    private static Path data;

    private DaemonProcess daemon;
    private InetSocketAddress http;
    private HttpSocket honest;
    private BufferedReader shown;
    private final List<HttpSocket> stalled = new ArrayList<>();

    /** A journal of 150 MB, so that no way of reading it whole fits into memory. */
    @BeforeAll
    void write() throws Exception {
        daemon = DaemonProcess.start(data, Map.of(), SHIPPED);
        http = daemon.address("http");
        String body = ("x".repeat(MESSAGE_BYTES) + "\n").repeat(LINES / 2);
        for (int i = 0; i < 2 * PROCESSES; i++) {
            post("/logs?app=web&process=web." + i % PROCESSES, body);
        }
        stop();
    }

    @BeforeEach
    void start() throws Exception {
        daemon = DaemonProcess.start(data, Map.of(), SHIPPED);
        http = daemon.address("http");
        honest = HttpSocket.open(http);
        shown = honest.send(HttpSocket.head("GET", "/tail?lines=0&app=honest")).receiveStream();
    }

    @AfterEach
    void leave() throws Exception {
        honest.close();
        for (HttpSocket socket : stalled) {
            socket.close();
        }
        stalled.clear();
        daemon.close();
    }

    @AfterAll
    void end() {
        daemon.close();
    }

    @Test
    void livesWithContextOfManyProcessesAndWithAThousandNeighboursOfOneEvent() throws Exception {
        for (int i = 0; i < 6; i++) {
            stall("/tail?lines=all&context_before=1000&filter=nowhere");
            stall("/events/" + EVENTS + "?before=1000&after=1000");
        }
        String found =
                HttpSocket.get(http, "/events/" + EVENTS + "?before=1000").text();
        assertThat(found).contains("\"id\":\"" + EVENTS + "\"");
        expectHonestTail();
    }

    @Test
    void livesWithNineHundredTailsOfAllHistoryThatAreNotRead() throws Exception {
        for (int i = 0; i < 900; i++) {
            stall("/tail?lines=all").readLine();
        }
        expectHonestTail();
    }

    @Test
    void livesWithReadersOfTheNewestFirstThatDoNotRead() throws Exception {
        for (int i = 0; i < 20; i++) {
            stall("/tail?reverse=1&lines=all").readLine();
        }
        expectHonestTail();
    }

    @Test
    void livesWithManySessionsInTheOrderOfTime() throws Exception {
        for (int i = 0; i < 40; i++) {
            stall("/tail?lines=all&order=time&window=60s");
        }
        for (int i = 0; i < 40; i++) {
            stall("/tail?lines=all&order=time&window=1ms&follow=false").readLine();
        }
        expectHonestTail();
    }

    /** Asks for this and reads no more than what is asked of the stream. */
    private BufferedReader stall(String target) throws IOException {
        HttpSocket socket = HttpSocket.open(http);
        stalled.add(socket);
        return socket.send(HttpSocket.head("GET", target)).receiveStream();
    }

    private void expectHonestTail() throws Exception {
        for (int i = 0; i < 3; i++) {
            post("/logs?app=honest", "line " + i);
            assertThat(Shown.of(shown.readLine()).message()).isEqualTo("line " + i);
        }
        stop();
    }

    private void stop() throws InterruptedException {
        assertThat(daemon.terminate()).as(String.join("\n", daemon.log())).isZero();
    }

    private void post(String target, String body) throws IOException {
        assertThat(HttpSocket.post(http, target, body.getBytes(UTF_8)).status()).isEqualTo(204);
    }
}
