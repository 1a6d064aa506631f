package logtail.web;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import logtail.net.Addresses;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection, or one stream of HTTP/2, as its {@link Wire} says. Handles one request at a time and one piece of it at a time: the handler of a piece asks for the
 * {@link #next}. Later data waits, nearly all of it in the {@link PieceQueue}, so pipelined requests wait and an upload is
 * never read faster than the ring accepts it. Belongs to the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final Dispatcher dispatcher;
    private final HttpContext server;
    private final Deadlines deadlines;
    private final Wire wire;
    private final PieceQueue pieces;
    private final Deque<HttpObject> waiting = new ArrayDeque<>(); // came while another was handled
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private boolean isNextWanted = true;
    private boolean isHandling;
    private boolean isDiscarding;
    private boolean isReaderBehind;
    private long unreadBytes; // of the answer when it was looked at last; 0 when there are few

    HttpConnection(Wire wire, Dispatcher dispatcher, HttpContext server) {
        this.wire = wire;
        pieces = new PieceQueue(wire, server, this::isHungry);
        this.dispatcher = dispatcher;
        this.server = server;
        deadlines = new Deadlines(server.limits(), this::expired);
    }

    /** The queue that feeds this handler; must precede it. */
    PieceQueue pieces() {
        return pieces;
    }

    /** The timeouts of this connection or stream; must precede the codec. */
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

    /** The request before is answered: goes on with the next once the reader has taken most of what there is to read. */
    void nextRequest(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            unreadBytes = 0;
            deadlines.awaitRequest();
            next(ctx);
        } else {
            isReaderBehind = true;
            deadlines.awaitReader();
        }
    }

    /** Closes after all output is sent; after an unfinished request, leaves the sender time to read the response. */
    void close(ChannelHandlerContext ctx, boolean isRequestComplete) {
        deadlines.awaitReader();
        if (isRequestComplete) {
            wire.end(ctx);
            return;
        }
        wire.linger(ctx);
        isDiscarding = true;
        pieces.discardBody();
        next(ctx);
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
        if (content.decoderResult().cause() instanceof LostBodyException lost) {
            exchange.breakBody(lost.problem(), content instanceof LastHttpContent);
            return;
        }
        // Nobody knows where a body with broken chunks ends, so what follows it is no request.
        String cause = content.decoderResult().cause().getMessage();
        exchange.breakBody(Problem.badRequest("malformed HTTP body: " + cause), false);
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        deadlines.stop();
        var next = new Exchange(ctx, request, this, server);
        exchange = next;
        if (!request.decoderResult().isSuccess()) {
            next.respond(malformed(request.decoderResult().cause()));
        } else if (request.protocolVersion().majorVersion() > 1) {
            next.respond(new Problem(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "%s in the words of HTTP/1; it begins with its own preface (RFC 9113, section 3.4)"
                            .formatted(request.protocolVersion())));
        } else if (!isPlainlyChunked(request)) {
            next.respond(new Problem(
                    HttpResponseStatus.NOT_IMPLEMENTED,
                    "Transfer-Encoding is '%s'; takes chunked alone, and what is compressed says so by Content-Encoding"
                            .formatted(
                                    String.join(", ", request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)))));
        } else {
            dispatcher.begin(next);
        }
    }

    /** The codec undoes no other coding, so the body would be taken for what it is not (RFC 9112, section 6.1). */
    private static boolean isPlainlyChunked(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || (codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked"));
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
        if (!ctx.channel().isWritable()) {
            return;
        }
        if (exchange != null) {
            exchange.writable();
        } else if (isReaderBehind) {
            isReaderBehind = false;
            nextRequest(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            ctx.close(); // the peer disconnected
            return;
        }
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            ctx.fireExceptionCaught(cause); // resets the stream with the error that it names
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
                            .formatted(
                                    Deadlines.PROGRESS_BYTES,
                                    seconds(server.limits().body())));
            exchange.breakBody(problem, false);
        } else if (phase == Deadlines.Phase.HEADER) {
            var problem = new Problem(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "the header of the request did not end within %s (LOGTAIL_HEADER_TIMEOUT)"
                            .formatted(seconds(server.limits().headers())));
            var response = Answer.of(problem).response(false);
            HttpUtil.setKeepAlive(response, false);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        } else if (!readsOn(ctx)) {
            wire.abort(ctx);
        }
    }

    /** Whether the reader of a long answer has taken a part of it meanwhile; then it gets as much time again. */
    private boolean readsOn(ChannelHandlerContext ctx) {
        long before = unreadBytes;
        unreadBytes = ctx.channel().bytesBeforeWritable();
        boolean isProgress = unreadBytes > 0 && (before == 0 || unreadBytes < before);
        if (isProgress) {
            deadlines.awaitReader();
        }
        return isProgress;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
