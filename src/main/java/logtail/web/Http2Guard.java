package logtail.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2PriorityFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2UnknownFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import logtail.net.Addresses;
import logtail.net.Remote;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an HTTP/2 connection may do besides its streams: be idle for as long as one of HTTP/1, whatever PINGs it sends, and send so many
 * frames that belong to no stream. Widens the window of the connection, so that a body that waits does not stop the others. Belongs
 * to the connection's event loop.
 */
final class Http2Guard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Guard.class);

    /** So many PING, SETTINGS, PRIORITY and unknown frames within {@value #WINDOW_SECONDS} seconds are too many. */
    static final int MAX_CONTROL_FRAMES = 1_000;

    private static final int WINDOW_SECONDS = 10;

    private final Http2Connection connection;
    private final long idleNs;
    private @Nullable Future<?> timer;
    private long idleSinceNs;
    private long windowFromNs;
    private int controlFrames;

    /** @param idle how long a connection may have no stream */
    Http2Guard(Http2Connection connection, Duration idle) {
        this.connection = connection;
        idleNs = idle.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
        connection
                .local()
                .flowController()
                .incrementWindowSize(
                        connection.connectionStream(),
                        HttpProtocols.CONNECTION_WINDOW_BYTES
                                - connection.local().flowController().windowSize(connection.connectionStream()));
        windowFromNs = ctx.executor().ticker().nanoTime();
        idleSinceNs = windowFromNs;
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamRemoved(Http2Stream stream) {
                idleSinceNs = ctx.executor().ticker().nanoTime();
            }
        });
        timer = ctx.executor().schedule(() -> checkIdle(ctx), idleNs, TimeUnit.NANOSECONDS);
    }

    private void checkIdle(ChannelHandlerContext ctx) {
        long nowNs = ctx.executor().ticker().nanoTime();
        long leftNs = connection.numActiveStreams() > 0 ? idleNs : idleSinceNs + idleNs - nowNs;
        if (leftNs > 0) {
            timer = ctx.executor().schedule(() -> checkIdle(ctx), leftNs, TimeUnit.NANOSECONDS);
        } else {
            ctx.close(); // the codec says GOAWAY
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        boolean isControl = frame instanceof Http2PingFrame
                || frame instanceof Http2SettingsFrame
                || frame instanceof Http2PriorityFrame
                || frame instanceof Http2UnknownFrame;
        if (isControl && isTooMuch(ctx)) {
            ReferenceCountUtil.release(frame);
            calm(ctx);
        } else {
            ctx.fireChannelRead(frame);
        }
    }

    private boolean isTooMuch(ChannelHandlerContext ctx) {
        long nowNs = ctx.executor().ticker().nanoTime();
        if (nowNs - windowFromNs > TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)) {
            windowFromNs = nowNs;
            controlFrames = 0;
        }
        return ++controlFrames > MAX_CONTROL_FRAMES;
    }

    private void calm(ChannelHandlerContext ctx) {
        if (controlFrames == MAX_CONTROL_FRAMES + 1) {
            tell(ctx, "more than %d control frames within %d s".formatted(MAX_CONTROL_FRAMES, WINDOW_SECONDS));
            ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        ctx.fireChannelInactive();
    }

    /** What the codec does not deal with itself. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2FrameStreamException) {
            ctx.fireExceptionCaught(cause); // ends that stream
            return;
        }
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            tell(ctx, String.valueOf(cause.getMessage())); // the codec says why, and closes
            return;
        }
        if (!(cause instanceof IOException)) {
            tell(ctx, cause.toString());
        }
        ctx.close();
    }

    private static void tell(ChannelHandlerContext ctx, String reason) {
        LOG.info(
                "at=http.closed peer={} reason={}",
                Addresses.shown(Remote.of(ctx.channel()).address()),
                OwnLog.quoted(reason));
    }
}
