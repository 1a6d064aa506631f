package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PieceQueueTest {
    private final AtomicBoolean isHungry = new AtomicBoolean();
    private final PieceQueue pieces = new PieceQueue(new Wire.Connection(), HttpRig.context(), isHungry::get);
    private final EmbeddedChannel channel = new EmbeddedChannel(pieces);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void handsOnWhatIsWantedInOrder() {
        channel.writeInbound(request(), content("one"), content("two"), last());
        assertThat(channel.inboundMessages()).isEmpty();
        isHungry.set(true);
        pieces.feed();
        assertThat(channel.<HttpRequest>readInbound().uri()).isEqualTo("/");
        assertThat(text(channel.readInbound())).isEqualTo("one");
        assertThat(text(channel.readInbound())).isEqualTo("two");
        assertThat(text(channel.readInbound())).isEmpty();
    }

    @Test
    void stopsReadingTheSocketWhileBytesOfABodyWait() {
        channel.writeInbound(request());
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.writeInbound(content("one"));
        assertThat(channel.config().isAutoRead()).isFalse();
        isHungry.set(true);
        pieces.feed();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void stopsReadingTheSocketWhenManyRequestsWait() {
        for (int i = 0; i < 2; i++) {
            channel.writeInbound(request(), last());
        }
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.writeInbound(request());
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void letsGoOfWhatWaitsWhenTheConnectionIsGone() {
        ByteBuf bytes = Unpooled.copiedBuffer("never wanted", US_ASCII);
        channel.writeInbound(request(), new DefaultHttpContent(bytes));
        channel.close();
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void unpacksACompressedBodyInPieces() throws IOException {
        isHungry.set(true);
        HttpRequest request = request();
        request.headers().set("Content-Encoding", "gzip").set("Transfer-Encoding", "chunked");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("x".repeat(2 * Unpacking.PIECE_BYTES + 1).getBytes(US_ASCII));
        }
        channel.writeInbound(
                request, new DefaultHttpContent(Unpooled.wrappedBuffer(packed.toByteArray())), last(), request());
        assertThat(channel.<HttpRequest>readInbound().headers().contains("Content-Encoding"))
                .isFalse();
        assertThat(text(channel.readInbound())).hasSize(Unpacking.PIECE_BYTES);
        assertThat(text(channel.readInbound())).hasSize(Unpacking.PIECE_BYTES);
        assertThat(text(channel.readInbound())).hasSize(1);
        assertThat(channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
    }

    private static HttpRequest request() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    }

    private static HttpContent content(String text) {
        return new DefaultHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
    }

    private static HttpContent last() {
        return new DefaultLastHttpContent();
    }

    private static String text(HttpContent content) {
        String text = content.content().toString(US_ASCII);
        content.release();
        return text;
    }
}
