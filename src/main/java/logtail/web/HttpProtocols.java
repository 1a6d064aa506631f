package logtail.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import logtail.ingest.StreamIntake;

/**
 * Puts the handlers of a version of HTTP into the pipeline of a connection. Each begins as HTTP/1; one whose first bytes are the
 * preface of HTTP/2 (prior knowledge, or ALPN before) becomes a connection of streams, each with the same handlers as a
 * connection of HTTP/1 has. Immutable; any event loop.
 *
 * <pre>
 *   HTTP/1   Deadlines ▶ PrefaceSwitch ▶ HttpServerCodec ▶ PieceQueue ▶ HttpConnection
 *   HTTP/2   Http2FrameCodec ▶ Http2Guard ▶ Http2MultiplexHandler
 *                                             └ stream: Deadlines ▶ StreamBody ▶ codec ▶ PieceQueue ▶ HttpConnection
 * </pre>
 */
final class HttpProtocols {
    /** Streams that a connection may have open at once, and says so. */
    static final int MAX_STREAMS = 100;

    /** What a sender may send of one body ahead of those who read it; {@link StreamWindow} allows long ones more. */
    static final int STREAM_WINDOW_BYTES = 256 * 1024;

    /** What it may send of all bodies of a connection ahead. */
    static final int CONNECTION_WINDOW_BYTES = 1024 * 1024;

    /** What a stream holds besides its body: its headers, and the handlers. */
    static final int STREAM_BYTES = 8 * 1024;

    private static final int HEADER_BYTES = HttpServer.MAX_LINE_BYTES + HttpServer.MAX_HEADER_BYTES;
    private static final int RESETS = 200; // of each side
    private static final int RESETS_WITHIN_SECONDS = 10;
    private static final int QUEUED_CONTROL_FRAMES = 1_000;
    private static final int EMPTY_FRAMES = 2;
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final WriteBufferWaterMark BACKLOG_OF_A_READER = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    private final Dispatcher dispatcher;
    private final HttpContext server;
    private final ChannelGroup multiplexed;

    /** @param multiplexed gets each connection that speaks HTTP/2 */
    HttpProtocols(Dispatcher dispatcher, HttpContext server, ChannelGroup multiplexed) {
        this.dispatcher = dispatcher;
        this.server = server;
        this.multiplexed = multiplexed;
    }

    /** Adds the handlers of a new connection behind what there is. */
    void begin(ChannelPipeline pipeline) {
        var connection = new HttpConnection(new Wire.Connection(), dispatcher, server);
        pipeline.addLast(connection.deadlines())
                .addLast(new PrefaceSwitch(this::beginHttp2))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(HttpServer.MAX_LINE_BYTES)
                        .setMaxHeaderSize(HttpServer.MAX_HEADER_BYTES)
                        .setMaxChunkSize(StreamIntake.READ_BYTES)))
                .addLast(connection.pieces())
                .addLast(connection);
    }

    /** Exchanges the handlers of HTTP/1 for those of HTTP/2, which have not had a byte yet. */
    private void beginHttp2(ChannelPipeline pipeline) {
        multiplexed.add(pipeline.channel()); // before the client hears of it
        pipeline.remove(HttpConnection.class);
        pipeline.remove(PieceQueue.class);
        pipeline.remove(HttpServerCodec.class);
        pipeline.remove(Deadlines.class);
        Http2FrameCodec codec = codec();
        pipeline.addLast(codec)
                .addLast(new Http2Guard(codec.connection(), server.limits().idle()))
                .addLast(new Http2MultiplexHandler(new Streams(codec.connection())));
    }

    /**
     * The codec, which ends connections that cost more than they bring: streams that are reset at once (CVE-2023-44487), errors that make
     * us reset them (CVE-2025-8671), headers in endless CONTINUATION frames, answers to PING and SETTINGS that nobody reads.
     */
    private static Http2FrameCodec codec() {
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(MAX_STREAMS)
                        .initialWindowSize(STREAM_WINDOW_BYTES)
                        .maxHeaderListSize(HEADER_BYTES))
                .decoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_WITHIN_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_WITHIN_SECONDS)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES)
                .encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES)
                .gracefulShutdownTimeoutMillis(GRACE.toMillis())
                .build();
    }

    /** Gives each new stream its handlers, or refuses it when there is no memory for it; its request may be sent again then. */
    private final class Streams extends ChannelInitializer<Channel> {
        private static final Http2StreamFrameToHttpObjectCodec CODEC = new Http2StreamFrameToHttpObjectCodec(true);

        private final Http2Connection connection;

        Streams(Http2Connection connection) {
            this.connection = connection;
        }

        @Override
        protected void initChannel(Channel stream) {
            if (!server.bodies().tryTake(STREAM_BYTES)) {
                stream.pipeline().addLast(new Refused());
                return;
            }
            stream.closeFuture().addListener(closed -> server.bodies().give(STREAM_BYTES));
            stream.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG_OF_A_READER);
            stream.config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
            var body = new StreamBody(server.bodies(), new StreamWindow(connection, server.bodies()));
            var connection = new HttpConnection(new Wire.Stream(body), dispatcher, server);
            stream.pipeline()
                    .addLast(connection.deadlines())
                    .addLast(body)
                    .addLast(CODEC)
                    .addLast(connection.pieces())
                    .addLast(connection);
        }
    }

    private static final class Refused extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            ReferenceCountUtil.release(frame);
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
        }
    }
}
