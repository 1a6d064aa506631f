package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.web.Http2Rig.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2: the same answers as over HTTP/1, side by side, and what a hostile client may not do. */
class Http2Test {
    private static final int MOST = 1 << 20;

    private static final int NEVER = Integer.MAX_VALUE;

    private final List<Exchange> held = new ArrayList<>();
    private final AtomicInteger gone = new AtomicInteger();

    private final Route hello = HttpRig.route("GET", "/hello", HttpRig.says("hello"));
    private final Route echo = HttpRig.route(
            "POST",
            "/echo",
            exchange -> WholeBody.read(
                    exchange,
                    new WholeBody.Limit(MOST, "LOGTAIL_MAX_BODY"),
                    body -> exchange.respond(Answer.ok("text/plain", body.toString(UTF_8)))));
    private final Route refuse =
            HttpRig.route("POST", "/refuse", exchange -> exchange.respond(Problem.badRequest("not this one")));
    private final Route count =
            HttpRig.route("POST", "/count", exchange -> exchange.readBody(new Counting(exchange, NEVER)));

    private final Route stopAfterLong = HttpRig.route(
            "POST", "/stop", exchange -> exchange.readBody(new Counting(exchange, StreamWindow.LONG_BODY_BYTES)));

    /** Counts a body; stops reading at one place until it is told to go on. */
    private final class Counting implements BodyReader {
        private final Exchange exchange;
        private final int stopAt; // so many bytes
        private int bytes;

        Counting(Exchange exchange, int stopAt) {
            this.exchange = exchange;
            this.stopAt = stopAt;
        }

        @Override
        public void content(ByteBuf more) {
            boolean wasBefore = bytes <= stopAt;
            bytes += more.readableBytes();
            if (wasBefore && bytes > stopAt) {
                exchange.pause();
                held.add(exchange);
            } else {
                exchange.readMore();
            }
        }

        @Override
        public void end() {
            exchange.respond(Answer.ok("text/plain", Integer.toString(bytes)));
        }

        @Override
        public void broken(Problem problem) {
            exchange.respond(problem);
        }

        @Override
        public void gone() {
            gone.incrementAndGet();
        }
    }

    /** Reads nothing more than the first bytes until it is told to. */
    private final Route hold = HttpRig.route("POST", "/hold", exchange -> exchange.readBody(new Counting(exchange, 0)));

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 24, 25, 1000})
    void answersAClientThatBeginsWithHttp2HoweverItsBytesAreCut(int piece) {
        try (var rig = Http2Rig.inPieces(piece, hello)) {
            Http2FrameStream one = rig.ask("GET", "/hello");
            Http2FrameStream two = rig.ask("GET", "/nowhere");
            assertThat(rig.answered(one).status()).isEqualTo(200);
            assertThat(rig.answered(one).text).hasToString("hello");
            assertThat(rig.answered(one).headers().contains("connection")).isFalse();
            assertThat(rig.answered(two).status()).isEqualTo(404);
        }
    }

    @Test
    void answersHeadWithHeadersAlone() {
        try (var rig = Http2Rig.of(hello)) {
            Http2FrameStream stream = rig.ask("HEAD", "/hello");
            assertThat(rig.answered(stream).headers().get("content-length")).hasToString("5");
            assertThat(rig.answered(stream).text).isEmpty();
            assertThat(rig.answered(stream).isEnded).isTrue();
            assertThat(rig.answered(stream).reset).isNull();
        }
    }

    @Test
    void takesTheAuthorityForTheHost() {
        try (var rig = Http2Rig.of(hello)) {
            Http2FrameStream stream = rig.open(head("GET", "/hello").authority("evil.example"), true);
            assertThat(rig.answered(stream).status()).isEqualTo(421);
        }
    }

    @Test
    void takesABodyThatIsLongerThanTheWindow() {
        try (var rig = Http2Rig.of(echo)) {
            Http2FrameStream stream = rig.open(head("POST", "/echo"), false);
            String part = "0123456789".repeat(10_000);
            for (int i = 0; i < 5; i++) {
                rig.body(stream, part, i == 4);
            }
            assertThat(rig.answered(stream).text.length()).isEqualTo(500_000);
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    /** Each update is a round trip for which the sender may have to wait: there were 64 for 8 MiB. */
    @Test
    void letsALongBodyComeFurtherAhead() {
        try (var rig = Http2Rig.withMemory(64 << 20, count)) {
            Http2FrameStream stream = sendLong(rig, 8);
            assertThat(rig.answered(stream).text).hasToString(Integer.toString(8 << 20));
            assertThat(rig.answered(stream).windowUpdates).isBetween(16, 26);
            assertThat(rig.bodies.usedBytes()).isZero();
            Http2FrameStream again = sendLong(rig, 8);
            assertThat(rig.answered(again).text)
                    .as("the window of the connection is as before")
                    .hasToString(Integer.toString(8 << 20));
        }
    }

    @Test
    void letsNoBodyComeFurtherAheadWhenMemoryIsShort() {
        try (var rig = Http2Rig.withMemory(2 << 20, count)) {
            Http2FrameStream stream = sendLong(rig, 8);
            assertThat(rig.answered(stream).text).hasToString(Integer.toString(8 << 20));
            assertThat(rig.answered(stream).windowUpdates).isGreaterThan(50);
        }
    }

    @Test
    void holdsALongBodyThatNobodyReadsAnyMoreInTheMemoryThatItsWindowTook() {
        int most = 1 + StreamWindow.LONG_BODY_BYTES + 2 * StreamWindow.WIDE_BYTES;
        try (var rig = Http2Rig.withMemory(8 << 20, stopAfterLong, hello)) {
            Http2FrameStream stream = rig.open(head("POST", "/stop"), false);
            rig.body(stream, "x".repeat(most), true);
            assertThat(rig.bodies.usedBytes())
                    .isBetween((long) StreamWindow.WIDE_BYTES / 2, 2L * StreamWindow.WIDE_BYTES);
            assertThat(rig.answered(rig.ask("GET", "/hello")).status())
                    .as("others go on")
                    .isEqualTo(200);
            held.getFirst().readMore();
            rig.after(Duration.ofMillis(1));
            assertThat(rig.answered(stream).text).hasToString(Integer.toString(most));
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    private static Http2FrameStream sendLong(Http2Rig rig, int mib) {
        Http2FrameStream stream = rig.open(head("POST", "/count"), false);
        String part = "0123456789abcdef".repeat(1 << 16);
        for (int i = 1; i <= mib; i++) {
            rig.body(stream, part, i == mib);
        }
        return stream;
    }

    @Test
    void takesABodyWithTrailers() {
        try (var rig = Http2Rig.of(echo)) {
            Http2FrameStream stream = rig.open(head("POST", "/echo"), false);
            rig.body(stream, "text", false);
            rig.send(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("checksum", "1"), true).stream(stream));
            assertThat(rig.answered(stream).text).hasToString("text");
        }
    }

    @Test
    void holdsOneWindowOfABodyThatNobodyReadsAndCountsIt() {
        try (var rig = Http2Rig.of(hold, hello)) {
            Http2FrameStream stream = rig.open(head("POST", "/hold"), false);
            rig.body(stream, "x", false); // what follows is not wanted
            rig.body(stream, "y".repeat(2 * HttpProtocols.STREAM_WINDOW_BYTES), true);
            assertThat(rig.bodies.usedBytes())
                    .isBetween(
                            (long) HttpProtocols.STREAM_WINDOW_BYTES / 2,
                            HttpProtocols.STREAM_WINDOW_BYTES + 2L * HttpProtocols.STREAM_BYTES);
            assertThat(rig.answered(rig.ask("GET", "/hello")).status())
                    .as("others go on")
                    .isEqualTo(200);
            held.getFirst().readMore();
            rig.after(Duration.ofMillis(1));
            assertThat(rig.answered(stream).text)
                    .hasToString(Integer.toString(1 + 2 * HttpProtocols.STREAM_WINDOW_BYTES));
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void holdsManyTinyFramesInOneBuffer() {
        try (var rig = Http2Rig.of(hold)) {
            Http2FrameStream stream = rig.open(head("POST", "/hold"), false);
            for (int i = 0; i < 5_000; i++) {
                rig.body(stream, "x", false);
            }
            assertThat(rig.bodies.usedBytes()).isBetween(5_000L, 3L * HttpProtocols.STREAM_BYTES);
            held.getFirst().readMore();
            rig.body(stream, "", true);
            assertThat(rig.answered(stream).text).hasToString("5000");
        }
    }

    @Test
    void resetsABodyWhenThereIsNoMemoryToHoldIt() {
        try (var rig = Http2Rig.withMemory(50_000, hold)) {
            Http2FrameStream stream = rig.open(head("POST", "/hold"), false);
            rig.body(stream, "x", false);
            rig.body(stream, "y".repeat(100_000), false);
            assertThat(rig.answered(stream).reset).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
            assertThat(gone).hasValue(1);
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void answersOthersWhileOneReadsNothing() {
        String all = "x".repeat(60_000);
        try (var rig = Http2Rig.withWindow(1_000, HttpRig.route("GET", "/long", HttpRig.says(all)), hello)) {
            Http2FrameStream frozen = rig.ask("GET", "/long");
            assertThat(rig.answered(frozen).text.length()).isEqualTo(1_000);
            assertThat(rig.answered(rig.ask("GET", "/hello")).text).hasToString("hello");
            while (!rig.answered(frozen).isEnded) {
                rig.readOn(frozen);
            }
            assertThat(rig.answered(frozen).text).hasToString(all);
        }
    }

    @Test
    void givesUpAnAnswerThatNobodyReads() {
        try (var rig = Http2Rig.withWindow(10, HttpRig.route("GET", "/long", HttpRig.says("x".repeat(1_000))))) {
            Http2FrameStream frozen = rig.ask("GET", "/long");
            rig.after(HttpRig.LIMITS.idle().plusSeconds(1));
            assertThat(rig.answered(frozen).reset).isEqualTo(Http2Error.CANCEL);
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void endsABodyThatDoesNotComeWithoutEndingTheOthers() {
        try (var rig = Http2Rig.of(echo, hello)) {
            Http2FrameStream slow = rig.open(head("POST", "/echo"), false);
            rig.after(HttpRig.LIMITS.body().plusSeconds(1));
            assertThat(rig.answered(slow).status()).isEqualTo(408);
            rig.after(Duration.ofSeconds(2));
            assertThat(rig.answered(slow).reset).isEqualTo(Http2Error.NO_ERROR);
            assertThat(rig.answered(rig.ask("GET", "/hello")).status()).isEqualTo(200);
        }
    }

    @Test
    void letsTheSenderOfARefusedBodyReadWhyBeforeItIsStopped() {
        try (var rig = Http2Rig.of(refuse)) {
            Http2FrameStream stream = rig.open(head("POST", "/refuse"), false);
            rig.body(stream, "x".repeat(600_000), false);
            assertThat(rig.answered(stream).status()).isEqualTo(400);
            assertThat(rig.answered(stream).isEnded).isTrue();
            assertThat(rig.answered(stream).reset).isNull();
            rig.after(Duration.ofSeconds(2));
            assertThat(rig.answered(stream).reset).isEqualTo(Http2Error.NO_ERROR);
        }
    }

    @Test
    void tellsTheReaderOfABodyThatItsStreamWasReset() {
        try (var rig = Http2Rig.of(hold)) {
            Http2FrameStream stream = rig.open(head("POST", "/hold"), false);
            rig.body(stream, "x", false).reset(stream);
            assertThat(gone).hasValue(1);
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void refusesMoreStreamsThanItSaysSoThatTheyCanBeSentAgain() {
        try (var rig = Http2Rig.of(hold)) {
            var streams = new ArrayList<Http2FrameStream>();
            for (int i = 0; i <= HttpProtocols.MAX_STREAMS; i++) {
                streams.add(rig.open(head("POST", "/hold"), false));
            }
            assertThat(rig.answered(streams.getLast()).reset).isEqualTo(Http2Error.REFUSED_STREAM);
            assertThat(rig.answered(streams.getFirst()).reset).isNull();
        }
    }

    @Test
    void refusesStreamsForWhichThereIsNoMemory() {
        try (var rig = Http2Rig.withMemory(3 * HttpProtocols.STREAM_BYTES, hold)) {
            for (int i = 0; i < 3; i++) {
                rig.open(head("POST", "/hold"), false);
            }
            Http2FrameStream fourth = rig.open(head("POST", "/hold"), false);
            assertThat(rig.answered(fourth).reset).isEqualTo(Http2Error.REFUSED_STREAM);
        }
    }

    @Test
    void endsAConnectionThatResetsStreamAfterStream() {
        try (var rig = Http2Rig.of(hold)) {
            for (int i = 0; i < 1_000 && rig.server.isOpen(); i++) {
                rig.reset(rig.open(head("POST", "/hold"), false));
            }
            assertThat(rig.farewells).contains(Http2Error.ENHANCE_YOUR_CALM);
            assertThat(rig.server.isOpen()).isFalse();
            assertThat(rig.bodies.usedBytes()).isZero();
        }
    }

    @Test
    void endsAConnectionOfPings() {
        try (var rig = Http2Rig.of(hello)) {
            for (int i = 0; i < Http2Guard.MAX_CONTROL_FRAMES - 10; i++) {
                rig.ping();
            }
            assertThat(rig.server.isOpen()).isTrue();
            for (int i = 0; i < 20; i++) {
                rig.ping();
            }
            assertThat(rig.farewells).contains(Http2Error.ENHANCE_YOUR_CALM);
            assertThat(rig.server.isOpen()).isFalse();
        }
    }

    @Test
    void refusesHeadersThatAreTooLongAndEndsAConnectionOfMuchLongerOnes() {
        try (var rig = Http2Rig.of(hello)) {
            assertThat(rig.answered(rig.open(withHeaders(26), true)).status()).isEqualTo(431);
            assertThat(rig.answered(rig.ask("GET", "/hello")).status()).isEqualTo(200);
            rig.open(withHeaders(40), true);
            assertThat(rig.farewells).isNotEmpty();
            assertThat(rig.server.isOpen()).isFalse();
        }
    }

    private static Http2Headers withHeaders(int count) {
        Http2Headers much = head("GET", "/hello");
        for (int i = 0; i < count; i++) {
            much.add("x-" + i, "y".repeat(1_000));
        }
        return much;
    }

    @Test
    void endsAConnectionWithoutStreamsAfterTheIdleTimeWhateverPingsCome() {
        try (var rig = Http2Rig.of(hello, hold)) {
            Http2FrameStream stream = rig.open(head("POST", "/hold"), false);
            rig.body(stream, "x", false);
            rig.after(HttpRig.LIMITS.idle().multipliedBy(3));
            assertThat(rig.server.isOpen()).as("with a stream").isTrue();
            rig.reset(stream);
            rig.after(HttpRig.LIMITS.idle().minusSeconds(1)).ping();
            assertThat(rig.server.isOpen()).isTrue();
            rig.after(HttpRig.LIMITS.idle());
            assertThat(rig.farewells).contains(Http2Error.NO_ERROR);
            assertThat(rig.server.isOpen()).isFalse();
        }
    }

    @Test
    void forgetsTheTimeoutsOfHttp1WhenHttp2Begins() {
        try (var rig = Http2Rig.inPieces(5, hold)) {
            Http2FrameStream stream = rig.open(head("POST", "/hold"), false);
            rig.body(stream, "x", false);
            rig.after(Duration.ofMinutes(10));
            assertThat(rig.farewells).isEmpty();
            assertThat(rig.server.isOpen()).isTrue();
        }
    }
}
