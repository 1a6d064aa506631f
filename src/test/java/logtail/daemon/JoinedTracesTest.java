package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.ingest.Traces;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stack traces over each way in: one event each. */
@Timeout(60)
class JoinedTracesTest {
    @TempDir
    private Path directory;

    private RunningDaemon daemon;

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(
                directory, Map.of("LOGTAIL_JOIN", Traces.ALL + ",docker,cri", "LOGTAIL_JOIN_WAIT", "100ms"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void overTcpLines() throws IOException {
        var expected = new ArrayList<String>();
        for (String language : Traces.LANGUAGES) {
            List<String> events = Traces.of(language);
            daemon.send("lines-tcp", (String.join("\n", events) + "\n").getBytes(UTF_8));
            expected.addAll(events);
            assertThat(daemon.awaitMessages(expected.size())).isEqualTo(expected);
        }
    }

    @Test
    void overSyslogWithALineAMessageOfTwoProcessesInTurn() throws IOException {
        String java = Traces.of("java").getFirst();
        String python = Traces.of("python").getFirst();
        daemon.send("syslog-tcp", interleaved(java, python).toArray(byte[][]::new));
        assertThat(daemon.await(2))
                .extracting(event -> event.members().get("process") + " " + event.message())
                .containsExactlyInAnyOrder("0 " + java, "1 " + withoutEmpty(python));
    }

    @Test
    void overUdp() throws IOException {
        String go = Traces.of("go").get(1);
        String node = Traces.of("node").get(2);
        try (var socket = new DatagramSocket()) {
            for (byte[] message : interleaved(go, node)) {
                String text = new String(message, UTF_8);
                byte[] bare = text.substring(text.indexOf('<')).getBytes(UTF_8);
                socket.send(new DatagramPacket(bare, bare.length, daemon.address("syslog-udp")));
            }
        }
        assertThat(daemon.await(2))
                .extracting(event -> event.members().get("process") + " " + event.message())
                .containsExactlyInAnyOrder("0 " + withoutEmpty(go), "1 " + withoutEmpty(node));
    }

    @Test
    void overHttpAtTheAnswerAndAsTheRequestWantsIt() throws IOException {
        String trace = Traces.of("java").getFirst();
        post("/logs?app=a", trace);
        assertThat(Shown.tail(daemon.http(), "app=a"))
                .extracting(Shown::message)
                .containsExactly(trace);
        post("/logs?app=b&join=off", trace);
        assertThat(Shown.tail(daemon.http(), "app=b"))
                .hasSize((int) trace.lines().count());
        post("/logs?app=c&join=" + URLEncoder.encode("start=^x,y", UTF_8), "x,y\nb\nx,y\n");
        assertThat(Shown.tail(daemon.http(), "app=c"))
                .extracting(Shown::message)
                .containsExactly("x,y\nb", "x,y");
        try (var http = HttpSocket.open(daemon.http())) {
            var answer = http.post("/logs?join=java,nothing", "x".getBytes(UTF_8));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("java,nothing", "python");
        }
    }

    @Test
    void whileTheConnectionStaysOpenAndNothingFollows() throws IOException {
        try (var socket = new Socket(
                daemon.address("lines-tcp").getAddress(),
                daemon.address("lines-tcp").getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("ERROR boom\n\tat a.B.c(B.java:1)\n".getBytes(UTF_8));
            assertThat(daemon.awaitMessages(1)).containsExactly("ERROR boom\n\tat a.B.c(B.java:1)");
            out.write("ERROR again\n".getBytes(UTF_8));
            assertThat(daemon.awaitMessages(2)).last().isEqualTo("ERROR again");
        }
    }

    @Test
    void thatWaitWhenTheDaemonStops() throws IOException {
        daemon.close();
        daemon = RunningDaemon.start(directory, Map.of("LOGTAIL_JOIN", "java", "LOGTAIL_JOIN_WAIT", "10s"));
        try (var socket = new Socket(
                daemon.address("lines-tcp").getAddress(),
                daemon.address("lines-tcp").getPort())) {
            socket.getOutputStream().write("{\"a\":1}\nERROR boom\n\tat a.B.c(B.java:1)\n".getBytes(UTF_8));
            daemon.await(1);
            daemon.close();
        }
        daemon = RunningDaemon.start(directory);
        assertThat(Shown.all(daemon.http()))
                .extracting(Shown::message)
                .containsExactly("{\"a\":1}", "ERROR boom\n\tat a.B.c(B.java:1)");
    }

    @Test
    void ofDockerInPieces() throws IOException {
        String text = "x".repeat(40_000);
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < text.length(); at += 16_384) {
            String piece = text.substring(at, Math.min(text.length(), at + 16_384));
            pieces.add(("<30>Nov 30 18:00:00 h web[7]: " + piece + "\n").getBytes(UTF_8));
            pieces.add("<30>Nov 30 18:00:00 h db[9]: short\n".getBytes(UTF_8));
        }
        daemon.send("syslog-tcp", pieces.toArray(byte[][]::new));
        assertThat(daemon.await(4))
                .extracting(Shown::message)
                .containsOnlyOnce(text)
                .contains("short");
    }

    @Test
    void haveTheTimeAndLevelOfTheirFirstLine() throws IOException {
        post("/logs", "2026-11-30T10:00:00Z ERROR boom\njava.lang.Error: x\n\tat a.B\n");
        assertThat(Shown.all(daemon.http()).getFirst().members())
                .containsEntry("time", "2026-11-30T10:00:00.000000000Z")
                .containsEntry("level", "error")
                .doesNotContainKey("flags");
        assertThat(Shown.tail(daemon.http(), "filter=java.lang.Error")).hasSize(1);
        try (var http = HttpSocket.open(daemon.http())) {
            http.send(HttpSocket.head("GET", "/metrics"));
            assertThat(http.receive().text()).contains("logtail_intake_joined_total{intake=\"http\"} 2.0");
        }
    }

    /** The lines of two events in turn, as counted messages of processes 0 and 1; empty lines are none. */
    private static List<byte[]> interleaved(String... events) {
        var messages = new ArrayList<byte[]>();
        var lines = new ArrayList<List<String>>();
        for (String event : events) {
            lines.add(new ArrayList<>(List.of(withoutEmpty(event).split("\n", -1))));
        }
        while (lines.stream().anyMatch(rest -> !rest.isEmpty())) {
            for (int process = 0; process < lines.size(); process++) {
                if (!lines.get(process).isEmpty()) {
                    String message = "<11>1 - h app %d - - %s"
                            .formatted(process, lines.get(process).removeFirst());
                    messages.add((message.length() + " " + message).getBytes(UTF_8));
                }
            }
        }
        return messages;
    }

    private static String withoutEmpty(String event) {
        return event.replaceAll("\n\n+", "\n");
    }

    private void post(String target, String body) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            assertThat(http.post(target, body.getBytes(UTF_8)).status()).isEqualTo(204);
        }
    }
}
