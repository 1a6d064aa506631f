package logtail.drain.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import logtail.drain.sink.Batch;
import logtail.drain.sink.NumberedEvents;
import logtail.drain.sink.Sink;
import logtail.drain.sink.syslog.ScriptedRelpServer.Frame;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers of RELP that answer, answer wrongly, and do not answer. */
@Timeout(30)
class RelpSinkTest {
    private static final EventLoops LOOPS = new EventLoops();
    private static final Connector CONNECTOR = new Connector(LOOPS, AddressGuard.NONE);
    private static final String OK = "200 OK";

    private final NumberedEvents events = new NumberedEvents(id -> "m" + id);

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    @Test
    void acceptsWhatIsAnswered() throws Exception {
        try (var server = new ScriptedRelpServer(RelpSinkTest::takeAll);
                var sink = sink(server)) {
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
            assertThat(sink.send(batch(sink, 1, 3))).isEqualTo(Sink.Answer.TAKEN);
            sink.send(batch(sink, 4, 2));
            awaitAccepted(sink, 5);
            assertThat(server.frames()).hasSize(6);
            assertThat(server.frames().getFirst())
                    .startsWith("1 open relp_version=0\n")
                    .contains("commands=syslog");
            assertThat(server.frames().get(4)).isEqualTo("5 syslog <14>1 2026-09-21T14:13:20.004000Z - app-4 - - - m4");
            assertThat(sink.finish(Duration.ofSeconds(5))).isEqualTo(5);
            assertThat(server.frames().getLast()).isEqualTo("7 close ");
        }
    }

    @Test
    void takesAnswersInAnyOrder() throws Exception {
        var held = new ArrayDeque<Frame>();
        try (var server = new ScriptedRelpServer((frame, out) -> {
                    if (!frame.command().equals("syslog")) {
                        return takeAll(frame, out);
                    }
                    held.push(frame);
                    while (frame.data().endsWith("m4") && !held.isEmpty()) {
                        held.pop().with(OK, out);
                    }
                    return true;
                });
                var sink = sink(server)) {
            sink.send(batch(sink, 1, 1));
            sink.send(batch(sink, 2, 1));
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
            sink.send(batch(sink, 3, 2));
            assertThat(sink.finish(Duration.ofSeconds(10))).isEqualTo(4);
        }
    }

    @Test
    void tellsTheWordsOfAServerThatDoesNotTakeAnEvent() throws Exception {
        try (var server = new ScriptedRelpServer((frame, out) ->
                        frame.data().endsWith("m2") ? frame.with("500 disk\tis full", out) : takeAll(frame, out));
                var sink = sink(server)) {
            sink.send(batch(sink, 1, 1));
            awaitAccepted(sink, 1);
            sink.send(batch(sink, 2, 2));
            awaitFailure(sink, server.address() + " answered: 500 disk is full");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1 rsp 6 500 no, ' answered: 500 no'",
        "1 rsp 39 200 OK|relp_version=0|commands=eventlog, does not take syslog over RELP",
        "1 rsp 6 200 OK, does not take syslog over RELP",
        "HTTP/1.1 400 Bad Request|, it does not speak RELP",
        "1 rsp 99999999 200 OK|, is too long",
        "7 rsp 6 200 OK, ' answered a frame that it was not sent, 7'",
        "0 serverclose 0, closes the connection",
        "1 rsp 6 200 OKAY, it does not speak RELP",
        "1234567890 rsp 6 200 OK, it does not speak RELP",
        "'', 'has ended before a session was open; it may want TLS, or a certificate of ours'"
    })
    void doesNotOpenASessionWith(String said, String failure) throws Exception {
        try (var server = new ScriptedRelpServer((frame, out) -> {
                    ScriptedRelpServer.say(said.replace('|', '\n') + (said.isEmpty() ? "" : "\n"), out);
                    return !said.isEmpty();
                });
                var sink = sink(server)) {
            assertThatThrownBy(() -> sink.send(batch(sink, 1, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(failure)
                    .hasMessageContaining(server.address().toString());
        }
    }

    @Test
    void givesUpOnAServerThatSaysNothing() throws Exception {
        try (var server = new ScriptedRelpServer((frame, out) -> !frame.isOpen() || takeAll(frame, out));
                var sink = new RelpSink(CONNECTOR, server.address(), Duration.ofMillis(200))) {
            sink.send(batch(sink, 1, 4));
            awaitFailure(sink, "has answered nothing for 0 s, with 4 frames unanswered");
        }
    }

    @Test
    void sendsAgainOverANewConnectionWhatWasNotAnsweredBeforeTheServerClosed() throws Exception {
        var connections = new AtomicInteger();
        try (var server = new ScriptedRelpServer((frame, out) -> {
                    if (frame.isOpen()) {
                        connections.incrementAndGet();
                    }
                    if (connections.get() == 1 && frame.data().endsWith("m3")) {
                        ScriptedRelpServer.say("0 serverclose 0\n", out);
                        return false;
                    }
                    return takeAll(frame, out);
                });
                var sink = sink(server)) {
            sink.send(batch(sink, 1, 2));
            sink.send(batch(sink, 3, 2));
            awaitAccepted(sink, 2);
            awaitFailure(sink, "closes the connection");
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
            sink.send(batch(sink, 3, 2));
            awaitAccepted(sink, 4);
        }
    }

    @Test
    void opensANewSessionQuietlyWhenTheServerEndedAnIdleOne() throws Exception {
        try (var server = new ScriptedRelpServer(
                        (frame, out) -> takeAll(frame, out) && !frame.data().endsWith("m1"));
                var sink = sink(server)) {
            sink.send(batch(sink, 1, 1));
            awaitAccepted(sink, 1);
            long deadlineNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            for (long id = 2;
                    server.frames().stream()
                                    .filter(frame -> frame.contains(" open "))
                                    .count()
                            < 2; ) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
                try {
                    sink.send(batch(sink, id, 1)); // on the old connection, as long as its end has not come here
                    awaitAccepted(sink, id++);
                } catch (IOException e) {
                    id = 2;
                }
            }
            assertThat(sink.accepted()).isGreaterThan(1);
        }
    }

    private static boolean takeAll(Frame frame, java.io.OutputStream out) throws IOException {
        return frame.with(frame.isOpen() ? ScriptedRelpServer.GREETING : OK, out);
    }

    private static RelpSink sink(ScriptedRelpServer server) {
        return new RelpSink(CONNECTOR, server.address());
    }

    private Batch batch(Sink sink, long first, int count) {
        return events.batch(sink.writing(), first, count);
    }

    private static void awaitAccepted(Sink sink, long id) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        long accepted = sink.accepted();
        while (accepted < id) {
            assertThat(System.nanoTime()).as("%d is accepted in time", id).isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000);
            accepted = sink.accepted();
        }
        assertThat(accepted).isEqualTo(id);
    }

    private static void awaitFailure(Sink sink, String message) {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        assertThatThrownBy(() -> {
                    while (System.nanoTime() < deadlineNs) {
                        sink.accepted();
                        LockSupport.parkNanos(1_000_000);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
