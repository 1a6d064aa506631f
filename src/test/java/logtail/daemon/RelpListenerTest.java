package logtail.daemon;

import static logtail.daemon.RelpClient.frame;
import static logtail.daemon.RelpClient.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RELP over real sockets: answers only for what is stored, and no line twice. */
@Timeout(60)
@Tag("slow")
class RelpListenerTest {

    @TempDir
    private Path data;

    private RunningDaemon daemon;
    private InetSocketAddress relp;

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(data, Map.of("LOGTAIL_RELP", "127.0.0.1:0"));
        relp = daemon.address("relp");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void answersEachLineOnceItIsStored() throws IOException {
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, exact(0) + "one") + line(3, exact(1) + "two\nlines"));
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            assertThat(client.receive()).isEqualTo("3 rsp 200 OK");
            assertThat(messages()).containsExactly("one", "two\nlines");
            client.send(frame(4, "close", ""));
            assertThat(client.receive()).isEqualTo("4 rsp");
            assertThat(client.receive()).isEqualTo("0 serverclose");
            assertThat(client.isAtEnd()).isTrue();
        }
        Shown first = daemon.await(1).getFirst();
        assertThat(first.members()).containsEntry("app", "web").containsEntry("host", "h");
    }

    @Test
    void answersInOrderHoweverManyFramesWait() throws IOException {
        int count = 20_000;
        try (var client = RelpClient.open(relp)) {
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        client.send(line(2 + i, exact(i) + "n " + i));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < count; i++) {
                assertThat(client.receive()).isEqualTo((2 + i) + " rsp 200 OK");
            }
            assertThat(sender.isAlive()).isFalse();
        }
        assertThat(daemon.awaitMessages(count))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "n " + i).toList());
    }

    @Test
    void readsNoMoreThanItAnswersToAClientThatDoesNotListen() throws Exception {
        try (var client = RelpClient.open(relp)) {
            var sent = new AtomicInteger();
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 2_000_000; i++) {
                        client.send(line(2 + i, exact(i % 1_000_000) + "n"));
                        sent.incrementAndGet();
                    }
                } catch (IOException e) {
                    // closed below
                }
            });
            int before = -1;
            while (sent.get() != before) { // until it is stuck
                before = sent.get();
                sender.join(500);
            }
            assertThat(sender.isAlive()).isTrue();
        }
    }

    @Test
    void refusesASessionThatIsNotForSyslog() throws IOException {
        for (String offers : List.of("relp_version=0\ncommands=eventlog", "relp_version=2\ncommands=syslog", "x")) {
            try (var client = new RelpClient(relp)) {
                client.send(frame(1, "open", offers));
                assertThat(client.receive()).startsWith("1 rsp 500 ");
                assertThat(client.receive()).isEqualTo("0 serverclose");
                assertThat(client.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void saysThatItKnowsNothingButSyslog() throws IOException {
        try (var client = RelpClient.open(relp)) {
            client.send(frame(2, "eventlog", "x") + line(3, exact(0) + "one"));
            assertThat(client.receive()).startsWith("2 rsp 500 ");
            assertThat(client.receive()).isEqualTo("3 rsp 200 OK");
        }
    }

    @Test
    void endsASessionWhoseFramesAreBrokenAndKeepsTheLinesBefore() throws IOException {
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, exact(0) + "one") + "3 syslog 99999999999999999999 x\n");
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            assertThat(client.receive()).isEqualTo("0 serverclose");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(messages()).containsExactly("one");
        assertThat(metrics()).contains("logtail_intake_closed_total{intake=\"relp\",reason=\"malformed\"} 1");
    }

    @Test
    void takesNoLineBeforeOpen() throws IOException {
        try (var client = new RelpClient(relp)) {
            client.send(line(1, "one"));
            assertThat(client.receive()).isEqualTo("0 serverclose");
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void cutsALineThatIsTooLongAndAnswersIt() throws IOException {
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, exact(0) + "x".repeat(500_000)) + line(3, exact(1) + "next"));
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            assertThat(client.receive()).isEqualTo("3 rsp 200 OK");
        }
        assertThat(messages()).containsExactly("x".repeat(64 * 1024), "next");
    }

    @Test
    void answersNoLineWhoseEndIsStillToCome() throws IOException {
        String frame = line(2, exact(0) + "x".repeat(200_000));
        try (var client = RelpClient.open(relp)) {
            client.send(frame.substring(0, 150_000));
            assertThat(daemon.await(1)).hasSize(1);
            client.send(frame.substring(150_000));
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
        }
    }

    @Test
    void storesOnceWhatABrokenSessionSendsAgain() throws IOException {
        String two = exact(2) + "two";
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, exact(1) + "one") + line(3, two) + line(4, exact(3) + "three"));
            daemon.await(3);
        } // without reading the answers
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, two) + line(3, exact(3) + "three") + line(4, exact(4) + "four"));
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            assertThat(client.receive()).isEqualTo("3 rsp 200 OK");
            assertThat(client.receive()).isEqualTo("4 rsp 200 OK");
        }
        assertThat(messages()).containsExactly("one", "two", "three", "four");
        assertThat(metrics()).contains("logtail_intake_repeated_total{intake=\"relp\"} 2");
    }

    @Test
    void keepsWhatOnlyLooksRepeated() throws IOException {
        String coarse = "<13>Nov 30 19:28:34 h web: tick";
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, coarse));
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            client.send(line(3, exact(1) + "other"));
            assertThat(client.receive()).isEqualTo("3 rsp 200 OK");
        }
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, coarse) + line(3, exact(1) + "other") + line(4, coarse));
            for (int i = 2; i <= 4; i++) {
                assertThat(client.receive()).isEqualTo(i + " rsp 200 OK");
            }
        }
        assertThat(messages()).containsExactly("tick", "other", "tick", "other", "tick");
    }

    @Test
    void keepsTheSameLinesOfAnotherSessionThatWasClosedInOrder() throws IOException {
        for (int round = 0; round < 2; round++) {
            try (var client = RelpClient.open(relp)) {
                client.send(line(2, exact(1) + "same"));
                assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
                client.send(frame(3, "close", ""));
                assertThat(client.receive()).isEqualTo("3 rsp");
            }
        }
        assertThat(messages()).containsExactly("same", "same");
    }

    @Test
    void answersWithAnErrorOnlyWhatItsSenderMayNeverSend() throws IOException {
        String token = "lt_0123456789012345678901234567890123456789";
        Path file = Files.writeString(
                data.resolveSibling(data.getFileName() + ".tokens"),
                "{\"name\":\"a\",\"token\":\"" + token + "\",\"rights\":[\"ingest\"],\"apps\":[\"web\"]}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String head = "<13>1 2026-11-30T19:28:34.1Z h %s - - [logtail@32473 token=\"" + token + "\"] x";
        daemon.close();
        daemon = RunningDaemon.start(
                data, Map.of("LOGTAIL_RELP", "127.0.0.1:0", "LOGTAIL_TOKENS_FILE", file.toString()));
        relp = daemon.address("relp");
        try (var client = RelpClient.open(relp)) {
            client.send(
                    line(2, head.formatted("web")) + line(3, head.formatted("db")) + line(4, exact(1) + "same sender"));
            assertThat(client.receive()).isEqualTo("2 rsp 200 OK");
            assertThat(client.receive()).startsWith("3 rsp 500 ");
            assertThat(client.receive()).isEqualTo("4 rsp 200 OK");
        }
        try (var client = RelpClient.open(relp)) {
            client.send(line(2, exact(2) + "of nobody"));
            assertThat(client.receive()).isEqualTo("0 serverclose");
            assertThat(client.isAtEnd()).isTrue();
        }
        Files.delete(file);
    }

    private static String exact(int micros) {
        return "<13>1 2026-11-30T19:28:34.%06dZ h web - - - ".formatted(1 + micros);
    }

    private List<String> messages() throws IOException {
        return Shown.all(daemon.http()).stream().map(Shown::message).toList();
    }

    private String metrics() throws IOException {
        return HttpSocket.get(daemon.http(), "/metrics").text();
    }
}
