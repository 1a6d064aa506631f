package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import logtail.web.unpack.BodyUnpacker;
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
        byte[] packed = gzipped("x".repeat(2 * Unpacking.PIECE_BYTES + 1));
        channel.writeInbound(request, new DefaultHttpContent(Unpooled.wrappedBuffer(packed)), last(), request());
        assertThat(channel.<HttpRequest>readInbound().headers().contains("Content-Encoding"))
                .isFalse();
        assertThat(text(channel.readInbound())).hasSize(Unpacking.PIECE_BYTES);
        assertThat(text(channel.readInbound())).hasSize(Unpacking.PIECE_BYTES);
        assertThat(text(channel.readInbound())).hasSize(1);
        assertThat(channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
    }

    /** A stranger's body was unpacked, up to two hundred times its size, just to be thrown away. */
    @Test
    void doesNotUnpackABodyThatIsDiscarded() throws IOException {
        isHungry.set(true);
        HttpRequest request = request();
        request.headers().set("Content-Encoding", "gzip").set("Transfer-Encoding", "chunked");
        ByteBuf packed = Unpooled.wrappedBuffer(gzipped("x".repeat(3 * Unpacking.PIECE_BYTES)));
        channel.writeInbound(request);
        pieces.discardBody();
        channel.writeInbound(new DefaultHttpContent(packed), last(), request());
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        assertThat(channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        assertThat(packed.refCnt()).isZero();
    }

    /** The first use of the library takes hundreds of milliseconds, which delayed all other connections of the loop. */
    @Test
    void letsABodyWaitForWhatUnpacksItAndTheLoopGoOn() {
        isHungry.set(true);
        HttpRequest request = request();
        request.headers().set("Content-Encoding", "zstd").set("Transfer-Encoding", "chunked");
        var loaded = new CompletableFuture<Void>();
        var waiting = new PieceQueue(
                new Wire.Connection(),
                isHungry::get,
                any -> Unpacking.of(
                        any,
                        HttpRig.context(),
                        encoding -> BodyUnpacker.of(encoding)
                                .map(zstd -> new BodyUnpacker.Opening(encoding, () -> loaded, zstd::open))));
        var other = new EmbeddedChannel(waiting);
        other.writeInbound(
                request,
                new DefaultHttpContent(Unpooled.wrappedBuffer(Zstd.compress("text".getBytes(US_ASCII)))),
                last());
        assertThat(other.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        assertThat(other.<Object>readInbound()).isNull();
        assertThat(other.config().isAutoRead()).isFalse();
        loaded.complete(null);
        other.runPendingTasks();
        assertThat(text(other.readInbound())).isEqualTo("text");
        assertThat(other.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat(other.config().isAutoRead()).isTrue();
        other.finishAndReleaseAll();
    }

    private static byte[] gzipped(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(US_ASCII));
        }
        return packed.toByteArray();
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
