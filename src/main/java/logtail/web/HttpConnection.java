package logtail.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import logtail.net.Addresses;
import logtail.net.Limits;
import logtail.runtime.MemoryBudget;
import logtail.runtime.OwnLog;
import logtail.web.unpack.BrokenBodyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection. Handles one request at a time and one piece of it at a time: the handler of a piece asks for the
 * {@link #next}. Later data waits, nearly all of it in the {@link PieceQueue}, so pipelined requests wait and an upload is
 * never read faster than the ring accepts it. Belongs to the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final int LINGER_SECONDS = 1;
    /** Frames of HTTP/2: SETTINGS without any, and GOAWAY with the error HTTP_1_1_REQUIRED. */
    private static final byte[] HTTP_1_1_REQUIRED = {
        0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13
    };

    private final Dispatcher dispatcher;
    private final MemoryBudget.Share bodies;
    private final Limits limits;
    private final Deadlines deadlines;
    private final PieceQueue pieces = new PieceQueue(this::isHungry);
    private final Deque<HttpObject> waiting = new ArrayDeque<>(); // came while another was handled
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private boolean isNextWanted = true;
    private boolean isHandling;
    private boolean isDiscarding;

    /** @param bodies memory for the bodies of all connections */
    HttpConnection(Dispatcher dispatcher, MemoryBudget.Share bodies, Limits limits) {
        this.dispatcher = dispatcher;
        this.bodies = bodies;
        this.limits = limits;
        deadlines = new Deadlines(limits, this::expired);
    }

    /** The queue that feeds this handler; must precede it. */
    PieceQueue pieces() {
        return pieces;
    }

    /** The timeouts of this connection; must precede the codec. */
    Deadlines deadlines() {
        return deadlines;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add((HttpObject) message);
        handleWaiting(ctx);
    }

    private boolean isHungry() {
        return isNextWanted && waiting.isEmpty();
    }

    /** Requests one more piece, now or when it arrives. */
    void next(ChannelHandlerContext ctx) {
        isNextWanted = true;
        handleWaiting(ctx);
    }

    /** Closes after all output is sent; after an unfinished request, leaves the sender time to read the response. */
    void close(ChannelHandlerContext ctx, boolean isRequestComplete) {
        var written = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (isRequestComplete) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        // closing on unread bytes would reset the connection, and the answer with it: read on, but take nothing any
        // more
        written.addListener(done -> shutdownOutput(ctx));
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        isDiscarding = true;
        next(ctx);
    }

    private static void shutdownOutput(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    private void handleWaiting(ChannelHandlerContext ctx) {
        if (isHandling) {
            return; // called by handle: the loop below continues
        }
        isHandling = true;
        try {
            while (isNextWanted && !waiting.isEmpty()) {
                isNextWanted = false;
                HttpObject piece = waiting.remove();
                try {
                    handle(ctx, piece);
                } finally {
                    ReferenceCountUtil.release(piece);
                }
            }
        } finally {
            isHandling = false;
        }
        pieces.feed();
    }

    private void handle(ChannelHandlerContext ctx, HttpObject piece) {
        if (isDiscarding) {
            isNextWanted = true;
            return;
        }
        if (piece instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (piece instanceof HttpContent content) {
            if (exchange != null && content.decoderResult().isFailure()) {
                breakBody(exchange, content);
            } else if (exchange != null) {
                exchange.takeContent(content.content(), content instanceof LastHttpContent);
            } else {
                isNextWanted = true; // discards the rest of an answered request
            }
        }
    }

    private static void breakBody(Exchange exchange, HttpContent content) {
        Throwable cause = content.decoderResult().cause();
        boolean isPacked = cause instanceof BrokenBodyException;
        String how = isPacked ? "the body cannot be unpacked: " : "malformed HTTP body: ";
        // Nobody knows where a body with broken chunks ends, so what follows it is no request.
        exchange.breakBody(
                Problem.badRequest(how + cause.getMessage()), isPacked && content instanceof LastHttpContent);
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        deadlines.stop();
        if (request.protocolVersion().majorVersion() > 1) {
            refuseHttp2(ctx);
            return;
        }
        var next = new Exchange(ctx, request, this, bodies);
        exchange = next;
        if (request.decoderResult().isSuccess()) {
            dispatcher.begin(next);
        } else {
            next.respond(malformed(request.decoderResult().cause()));
        }
    }

    private static Problem malformed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException e ->
                new Problem(
                        HttpResponseStatus.REQUEST_URI_TOO_LONG,
                        "the request line is longer than %d bytes".formatted(HttpServer.MAX_LINE_BYTES));
            case TooLongHttpHeaderException e ->
                new Problem(
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        "the header of the request is longer than %d bytes".formatted(HttpServer.MAX_HEADER_BYTES));
            default -> Problem.badRequest("malformed HTTP request: " + cause.getMessage());
        };
    }

    /** Tells a client that begins with HTTP/2 in its own words to come with HTTP/1.1 (RFC 9113, section 7). */
    private void refuseHttp2(ChannelHandlerContext ctx) {
        isDiscarding = true;
        isNextWanted = true;
        ctx.pipeline()
                .context(HttpServerCodec.class)
                .writeAndFlush(Unpooled.wrappedBuffer(HTTP_1_1_REQUIRED))
                .addListener(done -> shutdownOutput(ctx));
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        Exchange lost = exchange;
        exchange = null;
        if (lost != null) {
            lost.gone();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.writable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            ctx.close(); // the peer disconnected
            return;
        }
        LOG.info(
                "at=http.closed peer={} reason={}",
                Addresses.shown(ctx.channel().remoteAddress()),
                OwnLog.quoted(cause.toString()));
        ctx.close();
    }

    void answered(Exchange done) {
        if (exchange == done) {
            exchange = null;
            deadlines.awaitRequest();
        }
    }

    private void expired(Deadlines.Phase phase) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (phase == Deadlines.Phase.BODY && exchange != null) {
            var problem = new Problem(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "less than %d bytes of the body came within %s (LOGTAIL_BODY_TIMEOUT)"
                            .formatted(Deadlines.PROGRESS_BYTES, seconds(limits.body())));
            exchange.breakBody(problem, false);
        } else if (phase == Deadlines.Phase.HEADER) {
            var problem = new Problem(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "the header of the request did not end within %s (LOGTAIL_HEADER_TIMEOUT)"
                            .formatted(seconds(limits.headers())));
            var response = Answer.of(problem).response(false);
            HttpUtil.setKeepAlive(response, false);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
