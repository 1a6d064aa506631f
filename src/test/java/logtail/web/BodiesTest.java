package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import logtail.access.Gate;
import org.junit.jupiter.api.Test;

/** Bodies that are held whole, and the memory that they may take. */
class BodiesTest {
    private static final int MOST = 100_000;

    private final List<Exchange> held = new ArrayList<>();
    private final Route echo = HttpRig.route(
            "POST",
            "/echo",
            exchange -> WholeBody.read(
                    exchange,
                    new WholeBody.Limit(MOST, "LOGTAIL_MAX_BODY"),
                    body -> exchange.respond(Answer.ok("text/plain", body.toString(UTF_8)))));
    private final Route hold = HttpRig.route(
            "POST",
            "/hold",
            exchange -> WholeBody.read(
                    exchange, new WholeBody.Limit(MOST, "LOGTAIL_MAX_BODY"), body -> held.add(exchange)));

    @Test
    void handsOnABodyThatComesInPiecesAsOne() {
        try (var rig = HttpRig.of(echo)) {
            rig.send(HttpSocket.head("POST", "/echo", "Content-Length: 6"))
                    .send("ab")
                    .send("cd");
            assertThat(rig.answer()).isEmpty();
            assertThat(rig.send("ef").answer()).startsWith("HTTP/1.1 200").endsWith("abcdef");
            String chunked = HttpSocket.head("POST", "/echo", "Transfer-Encoding: chunked");
            String text = "x".repeat(50_000);
            assertThat(rig.send(chunked + "%x\r\n%s\r\n0\r\n\r\n".formatted(text.length(), text))
                            .answer())
                    .endsWith(text);
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void takesNoTransferCodingButChunked() {
        for (String coding : List.of("gzip, chunked", "identity, chunked", "chunked\r\nTransfer-Encoding: chunked")) {
            try (var rig = HttpRig.of(echo)) {
                rig.send(HttpSocket.head("POST", "/echo", "Transfer-Encoding: " + coding));
                assertThat(rig.send("2\r\nab\r\n0\r\n\r\n").answer())
                        .as(coding)
                        .matches("(?s)HTTP/1.1 (501|400) .*")
                        .doesNotContain("200 OK")
                        .contains("chunked");
            }
        }
    }

    @Test
    void refusesABodyThatIsAnnouncedTooLargeBeforeItComes() {
        try (var rig = HttpRig.of(echo)) {
            assertThat(rig.ask("POST", "/echo", "Content-Length: 100001", "Expect: 100-continue"))
                    .startsWith("HTTP/1.1 413")
                    .contains("100001", "100000", "LOGTAIL_MAX_BODY");
        }
    }

    @Test
    void refusesABodyThatBecomesTooLarge() {
        try (var rig = HttpRig.of(echo)) {
            rig.send(HttpSocket.head("POST", "/echo", "Transfer-Encoding: chunked"));
            rig.send("%x\r\n%s\r\n".formatted(MOST, "x".repeat(MOST)));
            assertThat(rig.answer()).isEmpty();
            assertThat(rig.send("1\r\nx\r\n").answer()).startsWith("HTTP/1.1 413");
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void refusesABodyThatInflatesTooLarge() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(new byte[2 * MOST]);
        }
        try (var rig = HttpRig.of(echo)) {
            rig.send(HttpSocket.head("POST", "/echo", "Content-Encoding: gzip", "Content-Length: " + zipped.size()));
            rig.channel.writeInbound(Unpooled.wrappedBuffer(zipped.toByteArray()));
            assertThat(rig.answer()).startsWith("HTTP/1.1 413");
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void takesMemoryForWhatCameAndNotForWhatIsAnnounced() {
        try (var rig = new HttpRig(MOST, Gate.open(), echo)) {
            rig.send(HttpSocket.head("POST", "/echo", "Content-Length: " + MOST));
            assertThat(rig.bodies.usedBytes()).isZero();
            rig.send("x".repeat(5_000));
            assertThat(rig.bodies.usedBytes()).isBetween(5_000L, 20_000L);
        }
    }

    @Test
    void asksToComeAgainWhenTheMemoryOfAllBodiesIsUsedUp() {
        try (var rig = new HttpRig(30_000, Gate.open(), echo)) {
            rig.send(HttpSocket.head("POST", "/echo", "Content-Length: 50000"));
            assertThat(rig.send("x".repeat(40_000)).answer())
                    .startsWith("HTTP/1.1 503")
                    .contains("retry-after: 1", "memory");
            assertThat(rig.bodies.usedBytes()).isZero();
            assertThat(rig.bodies.refusals()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheMemoryOfABodyUntilItsRequestIsAnswered() {
        try (var rig = HttpRig.of(hold)) {
            rig.send(HttpSocket.head("POST", "/hold", "Content-Length: 5000") + "x".repeat(5_000));
            assertThat(rig.bodies.usedBytes()).isEqualTo(5_000);
            held.getFirst().respond(Answer.noContent());
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void givesBackTheMemoryOfASenderThatGoesAway() {
        var rig = HttpRig.of(echo);
        rig.send(HttpSocket.head("POST", "/echo", "Content-Length: 50000") + "x".repeat(40_000));
        assertThat(rig.bodies.usedBytes()).isPositive();
        rig.close();
        assertThat(rig.bodies.usedBytes()).isZero();
    }

    @Test
    void holdsNothingForARequestThatIsOver() {
        try (var rig = HttpRig.of(hold)) {
            rig.send(HttpSocket.head("POST", "/hold", "Content-Length: 1") + "x");
            held.getFirst().respond(Answer.noContent());
            assertThat(held.getFirst().memory().tryTake(1)).isFalse();
        }
    }
}
