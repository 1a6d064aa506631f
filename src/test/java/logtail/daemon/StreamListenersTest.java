package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines over real sockets: syslog by TCP and UDP, plain lines by TCP. */
@Timeout(60)
@Tag("slow")
class StreamListenersTest extends DaemonTest {
    @Test
    void readsBothFramingsOfSyslogOnOneConnection() throws IOException {
        daemon.send(
                "syslog-tcp",
                utf8(counted("<11>1 - h web web.1 - - counted") + "<13>1 - h web - - - by line\n"
                        + counted("<13>1 - h web - - - two\nlines") + "<13>1 - h web - - - by nul\0"
                        + "<13>1 - h web - - - by cr lf\r\n" + "\n\r\n" + "<13>1 - h web - - - unfinished"));
        assertThat(daemon.awaitMessages(6))
                .containsExactly("counted", "by line", "two\nlines", "by nul", "by cr lf", "unfinished");
        Shown first = daemon.await(1).getFirst();
        assertThat(first.members()).containsEntry("app", "web").containsEntry("process", "web.1");
        assertThat(first.members()).containsEntry("host", "h").containsEntry("level", "error");
        assertThat(first.members()).containsEntry("facility", 1L);
    }

    @Test
    void putsLinesTogetherFromReadsOfOneByte() throws IOException {
        byte[] bytes = utf8(counted("<13>1 - h web - - - zażółć") + "<13>1 - h web - - - plain\n");
        var pieces = new ArrayList<byte[]>();
        for (byte b : bytes) {
            pieces.add(new byte[] {b});
        }
        daemon.send("syslog-tcp", pieces.toArray(byte[][]::new));
        assertThat(daemon.awaitMessages(2)).containsExactly("zażółć", "plain");
    }

    @Test
    void keepsAnIllFormedMessageWholeAndMarksIt() throws IOException {
        daemon.send("syslog-tcp", utf8("<999>what is this\n"));
        Shown shown = daemon.await(1).getFirst();
        assertThat(shown.message()).isEqualTo("<999>what is this");
        assertThat(shown.members()).containsEntry("flags", List.of("malformed"));
    }

    @Test
    void cutsAMessageOverTheLimitAndTakesTheNextAsItIs() throws IOException {
        daemon.send(
                "syslog-tcp",
                utf8(counted("<13>1 - h web - - - " + "x".repeat(200_000)) + counted("<13>1 - h web - - - next")));
        List<Shown> shown = daemon.await(2);
        assertThat(shown.getFirst().message()).isEqualTo("x".repeat(64 * 1024));
        assertThat(shown.getFirst().members()).containsEntry("flags", List.of("truncated"));
        assertThat(shown.getLast().message()).isEqualTo("next");
    }

    @Test
    void takesOneMessageFromEachDatagram() throws IOException {
        try (var socket = new DatagramSocket()) {
            for (String message :
                    List.of("<13>1 - h web - - - first", "<13>1 - h web - - - two\nlines", "no priority")) {
                byte[] bytes = utf8(message);
                socket.send(new DatagramPacket(bytes, bytes.length, daemon.address("syslog-udp")));
            }
            socket.send(new DatagramPacket(new byte[0], 0, daemon.address("syslog-udp")));
        }
        assertThat(daemon.awaitMessages(3))
                .startsWith("first", "two\nlines")
                .element(2)
                .asString()
                .contains("no priority");
    }

    @Test
    void namesThePeerAsTheHostOfLinesThatNameNone() throws IOException {
        daemon.send(
                "lines-tcp", utf8("plain text\n{\"level\":\"warn\",\"host\":\"far\",\"app\":\"api\",\"msg\":\"x\"}"));
        List<Shown> shown = daemon.await(2);
        assertThat(shown.getFirst().members())
                .containsEntry("app", "unknown")
                .containsEntry("host", "127.0.0.1")
                .containsEntry("level", "info")
                .containsEntry("message", "plain text");
        assertThat(shown.getLast().members())
                .containsEntry("app", "api")
                .containsEntry("host", "far")
                .containsEntry("level", "warn");
    }

    @Test
    void answersHttpAndMakesNoEventsOfIt() throws IOException {
        for (String listener : List.of("lines-tcp", "syslog-tcp")) {
            var answer = HttpSocket.get(daemon.address(listener), "/tail?lines=5", "Accept: */*");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("log lines", "LOGTAIL_HTTP");
        }
        daemon.send("lines-tcp", utf8("GET /x HTTP/1.1\" 200 12\nGET /y HTTP/1.1\r\nGET /z HTTP/1.1\r\n"));
        assertThat(daemon.awaitMessages(3))
                .containsExactly("GET /x HTTP/1.1\" 200 12", "GET /y HTTP/1.1", "GET /z HTTP/1.1");
    }

    @Test
    void keepsTheOrderOfEachOfManyConnections() throws Exception {
        int connections = 20;
        int lines = 500;
        var senders = new ArrayList<Thread>();
        for (int c = 0; c < connections; c++) {
            String name = "c" + c;
            senders.add(Thread.ofVirtual().start(() -> sendNumbered(name, lines)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        var next = new java.util.HashMap<String, Integer>();
        for (Shown shown : daemon.await(connections * lines)) {
            String[] words = shown.message().split(" ", -1);
            assertThat(Integer.parseInt(words[1])).isEqualTo(next.merge(words[0], 1, Integer::sum) - 1);
        }
        assertThat(next).hasSize(connections);
    }

    @Test
    void takesWhatTheKernelHasWhenItStops() throws IOException {
        try (var socket = new Socket(
                daemon.address("lines-tcp").getAddress(),
                daemon.address("lines-tcp").getPort())) {
            socket.getOutputStream().write(utf8("one\ntwo\nthree, unfinished"));
            daemon.close();
        }
        daemon = RunningDaemon.start(data, Map.of());
        assertThat(daemon.awaitMessages(3)).containsExactly("one", "two", "three, unfinished");
    }

    private void sendNumbered(String name, int lines) {
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(name).append(' ').append(i).append('\n');
        }
        try {
            daemon.send(
                    "lines-tcp", utf8(text.substring(0, text.length() / 3)), utf8(text.substring(text.length() / 3)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String counted(String message) {
        return utf8(message).length + " " + message;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
