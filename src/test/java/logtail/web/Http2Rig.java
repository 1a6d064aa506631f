package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import logtail.access.Gate;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/** A client and a connection of HTTP/2 without sockets and threads; what is sent is handled before a call returns. */
final class Http2Rig implements AutoCloseable {
    final MemoryBudget.Share bodies;
    final EmbeddedChannel server;
    final EmbeddedChannel client;
    final List<Http2Error> farewells = new ArrayList<>();
    private final Frames frames = new Frames();
    private final Map<Integer, Answered> answers = new HashMap<>();
    private final int piece;

    /** What came back on one stream. */
    static final class Answered {
        final StringBuilder text = new StringBuilder();

        @Nullable
        Http2Headers headers;

        @Nullable
        Http2Error reset;

        boolean isEnded;
        int unreadBytes;
        int windowUpdates;

        Http2Headers headers() {
            return Objects.requireNonNull(headers, "no headers came");
        }

        int status() {
            Http2Headers head = headers;
            return head == null ? 0 : Integer.parseInt(head.status().toString());
        }
    }

    private Http2Rig(long bodyBytes, int piece, int window, Route... routes) {
        this.piece = piece;
        bodies = MemoryBudget.Share.of("bodies", bodyBytes);
        var dispatcher = new Dispatcher(
                List.of(() -> List.of(routes)),
                new Door(List.of("logs.example.com")),
                Gate.open(),
                new SimpleMeterRegistry());
        var context = new HttpContext(HttpRig.LIMITS, bodies, Inflation.STANDARD, TrustedProxies.NONE);
        server = new EmbeddedChannel();
        new HttpProtocols(dispatcher, context, new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                .begin(server.pipeline());
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(Http2Settings.defaultSettings().initialWindowSize(window))
                .encoderIgnoreMaxHeaderListSize(true)
                .build();
        client = new EmbeddedChannel(codec, frames);
        exchange();
        codec.connection().local().maxActiveStreams(Integer.MAX_VALUE); // whatever the server says
    }

    static Http2Rig of(Route... routes) {
        return new Http2Rig(4 << 20, Integer.MAX_VALUE, 1 << 20, routes);
    }

    /** The bytes of the client come in pieces of this size. */
    static Http2Rig inPieces(int piece, Route... routes) {
        return new Http2Rig(4 << 20, piece, 1 << 20, routes);
    }

    /** With so much memory for all bodies. */
    static Http2Rig withMemory(long bodyBytes, Route... routes) {
        return new Http2Rig(bodyBytes, Integer.MAX_VALUE, 1 << 20, routes);
    }

    /** The client takes so many bytes of each answer until it reads on. */
    static Http2Rig withWindow(int window, Route... routes) {
        return new Http2Rig(4 << 20, Integer.MAX_VALUE, window, routes);
    }

    static Http2Headers head(String method, String path) {
        return new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("localhost");
    }

    /** Sends a request without a body. */
    Http2FrameStream ask(String method, String path) {
        return open(head(method, path), true);
    }

    Http2FrameStream open(Http2Headers head, boolean isAll) {
        Http2FrameStream stream = frames.newStream();
        send(new DefaultHttp2HeadersFrame(head, isAll).stream(stream));
        return stream;
    }

    Http2Rig body(Http2FrameStream stream, String text, boolean isLast) {
        return send(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, UTF_8), isLast).stream(stream));
    }

    Http2Rig reset(Http2FrameStream stream) {
        return send(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
    }

    Http2Rig ping() {
        return send(new DefaultHttp2PingFrame(1));
    }

    /** Takes what came on a stream, and lets the server send as much again. */
    Http2Rig readOn(Http2FrameStream stream) {
        Answered answered = answered(stream);
        int bytes = answered.unreadBytes;
        answered.unreadBytes = 0;
        return send(new DefaultHttp2WindowUpdateFrame(bytes).stream(stream));
    }

    Http2Rig send(Http2Frame frame) {
        client.writeAndFlush(frame);
        exchange();
        return this;
    }

    Answered answered(Http2FrameStream stream) {
        return answers.computeIfAbsent(stream.id(), id -> new Answered());
    }

    Http2Rig after(Duration time) {
        server.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();
        exchange();
        return this;
    }

    private void exchange() {
        boolean isMoving = true;
        while (isMoving) {
            client.runPendingTasks();
            server.runPendingTasks();
            boolean isSent = pass(client, server, piece);
            isMoving = pass(server, client, Integer.MAX_VALUE) || isSent;
        }
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to, int piece) {
        boolean isMoving = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            isMoving |= bytes.isReadable();
            while (bytes.isReadable() && to.isOpen()) {
                to.writeInbound(bytes.readRetainedSlice(Math.min(piece, bytes.readableBytes())));
            }
            bytes.release();
        }
        return isMoving;
    }

    @Override
    public void close() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    private final class Frames extends Http2ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2GoAwayFrame away) {
                farewells.add(Http2Error.valueOf(away.errorCode()));
            } else if (frame instanceof Http2StreamFrame of && of.stream() != null) {
                take(answered(of.stream()), of);
            }
            ReferenceCountUtil.release(frame);
        }

        private void take(Answered answered, Http2StreamFrame frame) {
            switch (frame) {
                case Http2HeadersFrame head -> {
                    answered.headers = head.headers();
                    answered.isEnded |= head.isEndStream();
                }
                case Http2DataFrame data -> {
                    answered.unreadBytes += data.initialFlowControlledBytes();
                    answered.text.append(data.content().toString(UTF_8));
                    answered.isEnded |= data.isEndStream();
                }
                case Http2ResetFrame reset -> answered.reset = Http2Error.valueOf(reset.errorCode());
                case Http2WindowUpdateFrame update -> answered.windowUpdates++;
                default -> {
                    // nothing that the tests ask for
                }
            }
        }
    }
}
