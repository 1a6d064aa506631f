package logtail.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;

/**
 * What carries requests: a connection of HTTP/1, one request behind the other, or a stream of HTTP/2, which is one request. Belongs to
 * the event loop of the connection.
 */
sealed interface Wire {
    /** How long the rest of an answered request is read on, in seconds. */
    int LINGER_SECONDS = 1;

    /** Whether more is to be read; what comes all the same is held within the window of the wire. */
    void read(ChannelHandlerContext ctx, boolean isWanted);

    /** Closes after all output is sent. */
    void end(ChannelHandlerContext ctx);

    /** Closes at once, and drops output that is not sent. */
    void abort(ChannelHandlerContext ctx);

    /** Ends after an answer to a request that goes on: gives its sender time to read the answer, while the caller discards what comes. */
    void linger(ChannelHandlerContext ctx);

    /** A connection of HTTP/1. */
    record Connection() implements Wire {
        @Override
        public void read(ChannelHandlerContext ctx, boolean isWanted) {
            ctx.channel().config().setAutoRead(isWanted);
        }

        @Override
        public void end(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void abort(ChannelHandlerContext ctx) {
            ctx.close();
        }

        @Override
        public void linger(ChannelHandlerContext ctx) {
            // closing on unread bytes would reset the connection, and the answer with it
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
                if (ctx.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                }
            });
            ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A stream of HTTP/2; it ends with its answer when the request has ended. */
    record Stream(StreamBody body) implements Wire {
        @Override
        public void read(ChannelHandlerContext ctx, boolean isWanted) {
            body.read(isWanted);
        }

        @Override
        public void end(ChannelHandlerContext ctx) {
            // both sides have sent END_STREAM
        }

        /** Its channel would just be closed when all is written, and what the sender does not read would stay. */
        @Override
        public void abort(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
            ctx.close();
        }

        /** RFC 9113, section 8.1: no error, but the rest is not wanted. */
        @Override
        public void linger(ChannelHandlerContext ctx) {
            ctx.executor()
                    .schedule(
                            () -> ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR)),
                            LINGER_SECONDS,
                            TimeUnit.SECONDS);
        }
    }
}
