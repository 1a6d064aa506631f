package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;
import logtail.event.Severity;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to an HTTP server, and what its answers do. */
@Timeout(60)
class HttpSinkTest {
    @AutoClose
    private final HttpDrain drain = new HttpDrain();

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void postsABatchAndHasItAcceptedOnceTheServerSaysSo() throws Exception {
        try (Sink sink = drain.to(server.url() + "/in?a=b%20c")) {
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
            assertThat(sink.send(Events.many(3).batch(sink))).isEqualTo(Answer.TAKEN);
            assertThat(sink.accepted()).isEqualTo(3);
            assertThat(sink.reached()).isEqualTo(3);
        }
        var asked = server.take();
        assertThat(asked.line()).isEqualTo("POST /in?a=b%20c HTTP/1.1");
        assertThat(asked.headers().keySet())
                .containsExactly("host", "user-agent", "content-type", "Idempotency-Key", "content-length");
        assertThat(asked.header("host")).isEqualTo("127.0.0.1:" + server.port());
        assertThat(asked.header("user-agent")).matches("logtail/\\d.*");
        assertThat(asked.text().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"id\":\""));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void takesEverySuccessAsOne(int status) throws Exception {
        server.then(status);
        try (Sink sink = drain.to(server.url())) {
            assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
            assertThat(server.take().line()).isEqualTo("POST / HTTP/1.1");
        }
    }

    @Test
    void asksForNothingWhenABatchHoldsNoEvent() throws Exception {
        var batch = new Batch();
        batch.begin(1);
        batch.coverTo(70);
        try (Sink sink = drain.to(server.url())) {
            assertThat(sink.send(batch)).isEqualTo(Answer.TAKEN);
            assertThat(sink.accepted()).isEqualTo(70);
        }
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "301, Location: https://u:hidden@other.example/x, redirects are not followed",
        "308, Location: /elsewhere, '308 Permanent Redirect to /elsewhere'",
        "401, X: y, check the user and password or the token",
        "403, X: y, may do there",
        "404, X: y, check the path of the destination",
        "405, X: y, check the path of the destination and the format",
        "407, X: y, proxy",
        "408, X: y, 408 Request Timeout",
        "409, X: y, 409 Conflict",
        "415, X: y, format and compress",
        "425, X: y, 425",
        "429, X: y, 429 Too Many Requests",
        "500, X: y, 500 Internal Server Error",
        "503, X: y, 503 Service Unavailable",
        "599, X: y, 599"
    })
    void triesAgainLaterWhatIsNotTheFaultOfTheEvents(int status, String header, String said) throws Exception {
        server.then(status, header, "because");
        try (Sink sink = drain.to(server.url())) {
            var later = (Answer.Later) sink.send(Events.many(2).batch(sink));
            assertThat(later.reason())
                    .startsWith("127.0.0.1:%d answered %d ".formatted(server.port(), status))
                    .contains(said)
                    .endsWith(": because");
            assertThat(later.after()).isZero();
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
        }
    }

    @Test
    void waitsAsLongAsTheServerAsks() throws Exception {
        server.then(429, "Retry-After: 7", "").then(503, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", "");
        try (Sink sink = drain.to(server.url())) {
            assertThat(sink.send(Events.many(1).batch(sink)))
                    .isEqualTo(new Answer.Later(
                            Duration.ofSeconds(7),
                            "127.0.0.1:%d answered 429 Too Many Requests".formatted(server.port())));
            assertThat(((Answer.Later) sink.send(Events.many(1).batch(sink))).after())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422, 418})
    void givesBackABatchThatTheServerWillNeverTake(int status) throws Exception {
        server.then(status, "no good:\r\n\tevent\u0000 \u001b[31m2 " + "x".repeat(300));
        try (Sink sink = drain.to(server.url())) {
            var refused = (Answer.Refused) sink.send(Events.many(2).batch(sink));
            assertThat(refused.reason())
                    .startsWith("127.0.0.1:%d answered %d ".formatted(server.port(), status))
                    .contains(": no good: event [31m2 xxx")
                    .hasSizeLessThan(300);
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
        }
    }

    @Test
    void sendsPartsOfABatchAsWholeRequests() throws Exception {
        server.then(400).then(204).then(400);
        try (Sink sink = drain.to(server.url(), "format", "loki", "compress", "off")) {
            Batch batch = Events.many(2).batch(sink);
            assertThat(sink.send(batch)).isInstanceOf(Answer.Refused.class);
            assertThat(sink.send(batch.part(0, 1))).isEqualTo(Answer.TAKEN);
            assertThat(sink.accepted()).isEqualTo(1);
            assertThat(sink.send(batch.part(1, 2))).isInstanceOf(Answer.Refused.class);
            assertThat(sink.accepted()).isEqualTo(1);
        }
        assertThat(server.take().text()).contains("message 1", "message 2");
        assertThat(server.take().text())
                .contains("message 1")
                .doesNotContain("message 2")
                .endsWith("]}]}");
        assertThat(server.take().text())
                .contains("message 2")
                .doesNotContain("message 1")
                .startsWith("{\"streams\":[");
    }

    @Test
    void tellsLokiEqualLinesApartTheSameWayEachTime() throws Exception {
        for (String time : List.of("2026-11-24T13:59:59Z", "2026-11-24T13:59:59.123456Z", "")) {
            var entries = new ArrayList<String>();
            for (int from : List.of(0, 40)) { // a part of them is sent again
                try (Sink sink = drain.to(server.url(), "format", "loki", "compress", "off")) {
                    Batch batch = equalLines(100, time).batch(sink);
                    assertThat(sink.send(batch.part(from, 100))).isEqualTo(Answer.TAKEN);
                }
                List<String> sent = Pattern.compile("\\[\"(\\d+)\",\"GET /health 200\"")
                        .matcher(server.take().text())
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                assertThat(sent).doesNotHaveDuplicates().isSorted();
                if (from == 0) {
                    entries.addAll(sent);
                    long base = time.isEmpty() ? Events.RECEIVED_NS : Events.ns(time);
                    assertThat(sent).allMatch(ns -> Long.parseLong(ns) - base < 1_000);
                } else {
                    assertThat(sent).isEqualTo(entries.subList(from, 100));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-24T13:59:59Z", "2026-11-24T13:59:59.123456789Z"})
    void tellsLokiEqualLinesOfOneReadApartInAllItsBlocks(String time) throws Exception {
        var sent = new ArrayList<String>();
        try (Sink sink = drain.to(server.url(), "format", "loki", "compress", "off")) {
            for (long firstId : new long[] {1, 2_001, 4_001}) {
                assertThat(sink.send(equalLines(firstId, 2_000, time).batch(sink)))
                        .isEqualTo(Answer.TAKEN);
                Pattern.compile("\\[\"(\\d+)\",\"GET /health 200\"")
                        .matcher(server.take().text())
                        .results()
                        .forEach(found -> sent.add(found.group(1)));
            }
        }
        assertThat(sent).hasSize(6_000).doesNotHaveDuplicates().isSorted();
        long base = time.isEmpty() ? Events.RECEIVED_NS : Events.ns(time);
        assertThat(Long.parseLong(sent.getLast()) - base).isLessThan(1_000_000);
    }

    private static Events equalLines(int count, String time) {
        return equalLines(1, count, time);
    }

    private static Events equalLines(long firstId, int count, String time) {
        var events = new Events(firstId);
        for (int i = 0; i < count; i++) {
            events.begin("web", "", "", Severity.INFO);
            (time.isEmpty() ? events : events.at(time)).add("GET /health 200");
        }
        return events;
    }

    private static final String TOO_OLD =
            "entry for stream '{app=\"web\"}' has timestamp too old: 2026-11-01T00:00:00Z,"
                    + " oldest acceptable timestamp is: 2026-11-20T00:00:00Z";

    @Test
    void blamesEventsThatLokiFindsTooOldWithoutAskingForEach() throws Exception {
        server.then(400, TOO_OLD).then(400, TOO_OLD).then(204);
        try (Sink sink = drain.to(server.url(), "format", "loki", "compress", "off")) {
            Batch old = equalLines(3_000, "2026-11-01T00:00:00Z").batch(sink);
            assertThat(sink.send(old))
                    .isInstanceOfSatisfying(
                            Answer.TakenBut.class,
                            answer -> assertThat(answer.rejections())
                                    .hasSize(3_000)
                                    .allMatch(rejection -> rejection.reason().contains("too old: 2026-11-01")));
            assertThat(server.waiting()).isEqualTo(1);
            var mixed = new Events();
            for (int i = 0; i < 10; i++) {
                mixed.begin("web", "", "", Severity.INFO)
                        .at(i % 2 == 0 ? "2026-11-02T00:00:00Z" : "2026-11-21T00:00:00Z")
                        .add("event " + i);
            }
            assertThat(sink.send(mixed.batch(sink)))
                    .isInstanceOfSatisfying(
                            Answer.TakenBut.class,
                            answer -> assertThat(answer.rejections())
                                    .extracting(Rejection::position)
                                    .containsExactly(0, 2, 4, 6, 8));
            assertThat(sink.accepted()).isEqualTo(10);
        }
        server.take();
        assertThat(server.take().text()).contains("event 0", "event 9");
        assertThat(server.take().text())
                .contains("event 1", "event 3", "event 5", "event 7", "event 9")
                .doesNotContain("event 0", "event 2");
    }

    @Test
    void leavesItToSplittingWhatLokiSaysOfOneStreamOrOfNoTime() throws Exception {
        String behind = "entry with timestamp 2026-11-01 ignored, reason: 'entry too far behind, entry timestamp is:"
                + " 2026-11-01T00:00:00Z, oldest acceptable timestamp is: 2026-11-20T00:00:00Z', for stream: {app=\"a\"}";
        server.then(400, behind).then(400, "stream limit").then(400, behind);
        try (Sink sink = drain.to(server.url(), "format", "loki", "compress", "off")) {
            Events two = new Events()
                    .begin("a", "", "", Severity.INFO)
                    .at("2026-11-01T00:00:00Z")
                    .add("old")
                    .begin("b", "", "", Severity.INFO)
                    .at("2026-11-01T00:00:00Z")
                    .add("of a stream that is as old");
            Batch batch = two.batch(sink);
            assertThat(sink.send(batch)).isInstanceOf(Answer.Refused.class);
            assertThat(sink.send(batch)).isInstanceOf(Answer.Refused.class);
            assertThat(sink.send(batch.part(0, 1))).isInstanceOf(Answer.TakenBut.class);
        }
    }

    @Test
    void keepsOneConnectionForAllRequests() throws Exception {
        try (Sink sink = drain.to(server.url())) {
            for (int i = 0; i < 10; i++) {
                sink.send(Events.many(i + 1).batch(sink));
                assertThat(server.take().connection()).isEqualTo(1);
            }
        }
    }

    @Test
    void connectsAnewWhenTheServerClosedInBetween() throws Exception {
        server.then(200, "Connection: close", "").then(socket -> {
            ScriptedServer.answer(200).give(socket);
            socket.close(); // without having said so
        });
        try (Sink sink = drain.to(server.url())) {
            for (int i = 1; i <= 3; i++) {
                assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
                assertThat(server.take().connection()).isEqualTo(i);
            }
        }
    }

    @Test
    void asksOnceMoreWhenAnOldConnectionEndsWithoutAnAnswer() throws Exception {
        server.then(204).then(Socket::close);
        try (Sink sink = drain.to(server.url())) {
            assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
            assertThat(sink.send(Events.many(2).batch(sink))).isEqualTo(Answer.TAKEN);
        }
        assertThat(server.take().connection()).isEqualTo(1);
        String first = server.take().text();
        var again = server.take();
        assertThat(again.connection()).isEqualTo(2);
        assertThat(again.text()).isEqualTo(first);
    }

    @Test
    void failsWhenANewConnectionEndsWithoutAnAnswerAndGoesOnWithTheNext() throws Exception {
        server.then(ScriptedServer.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
        server.then(Socket::close).then(HttpSinkTest::reset);
        try (Sink sink = drain.impatient(Duration.ofMillis(300), server.url())) {
            Batch batch = Events.many(1).batch(sink);
            assertThatThrownBy(() -> sink.send(batch))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has not answered");
            assertThatThrownBy(() -> sink.send(batch))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the connection to 127.0.0.1:%d has ended", server.port());
            sink.reset();
            assertThatThrownBy(() -> sink.send(batch))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the connection to 127.0.0.1:%d has ended".formatted(server.port()));
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
            assertThat(sink.send(batch)).isEqualTo(Answer.TAKEN);
        }
    }

    @Test
    void failsWhenTheAnswerBreaksOff() throws Exception {
        server.then(socket -> {
            ScriptedServer.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
                    .give(socket);
            reset(socket);
        });
        try (Sink sink = drain.to(server.url())) {
            assertThatThrownBy(() -> sink.send(Events.many(1).batch(sink)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has ended");
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
        }
    }

    @Test
    void doesNotWaitForeverForAnAnswer() throws Exception {
        var isOver = new CountDownLatch(1);
        server.then(socket -> await(isOver));
        try (Sink sink = drain.impatient(Duration.ofMillis(300), server.url())) {
            Batch batch = Events.many(1).batch(sink);
            assertThatThrownBy(() -> sink.send(batch))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("127.0.0.1:%d has not answered for ".formatted(server.port()));
            assertThat(sink.send(batch)).isEqualTo(Answer.TAKEN);
            assertThat(server.take().connection()).isEqualTo(1);
            assertThat(server.take().connection()).isEqualTo(2);
        } finally {
            isOver.countDown();
        }
    }

    @Test
    void passesOverInterimAnswers() throws Exception {
        server.then(ScriptedServer.raw("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"));
        try (Sink sink = drain.to(server.url())) {
            assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
            assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void tellsAServerThatDoesNotSpeakHttp() throws Exception {
        server.then(ScriptedServer.raw("220 mail.example ESMTP\r\n\r\n"));
        try (Sink sink = drain.to(server.url())) {
            assertThatThrownBy(() -> sink.send(Events.many(1).batch(sink)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("127.0.0.1:%d does not speak HTTP", server.port());
        }
    }

    @Test
    void saysWhyItCannotConnect() throws Exception {
        String url = server.url();
        server.close();
        try (Sink sink = drain.to(url)) {
            assertThatThrownBy(() -> sink.send(Events.many(1).batch(sink)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot connect to 127.0.0.1:");
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
