package logtail.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time, one piece of it at a time. Whoever works on a piece asks for the {@link
 * #next}; what comes meanwhile waits, nearly all of it in the {@link PieceQueue}, so pipelined requests wait and an upload
 * is as slow as the ring. Belongs to the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private final Map<String, Endpoint> endpoints;
    private final PieceQueue pieces = new PieceQueue(this::isHungry);
    private final Deque<HttpObject> waiting = new ArrayDeque<>(); // of one piece, inflated
    private @Nullable Exchange exchange;
    private boolean isNextWanted = true;
    private boolean isHandling;
    private boolean isDiscarding;

    HttpConnection(Map<String, Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** Where the pieces come from; belongs in front of the decompressor. */
    PieceQueue pieces() {
        return pieces;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add((HttpObject) message);
        handleWaiting(ctx);
    }

    private boolean isHungry() {
        return isNextWanted && waiting.isEmpty();
    }

    /** Ready for one more piece, now or when it comes. */
    void next(ChannelHandlerContext ctx) {
        isNextWanted = true;
        handleWaiting(ctx);
    }

    /** Reads on, so that the sender can read its answer, but takes nothing any more: nobody could answer it. */
    void discard(ChannelHandlerContext ctx) {
        isDiscarding = true;
        next(ctx);
    }

    private void handleWaiting(ChannelHandlerContext ctx) {
        if (isHandling) {
            return; // asked from within handle: the loop below sees it
        }
        isHandling = true;
        while (isNextWanted && !waiting.isEmpty()) {
            isNextWanted = false;
            HttpObject piece = waiting.remove();
            try {
                handle(ctx, piece);
            } finally {
                ReferenceCountUtil.release(piece);
            }
        }
        isHandling = false;
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
                exchange.respond(Problem.badRequest("ill-formed HTTP body: "
                        + content.decoderResult().cause().getMessage())); // it comes as if it were the last piece
            } else if (exchange != null) {
                exchange.takeContent(content.content(), content instanceof LastHttpContent);
            } else {
                isNextWanted = true; // the rest of a request that is answered already
            }
        }
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
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && exchange == null) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecompressionException && exchange != null) {
            exchange.respond(Problem.badRequest("the body cannot be inflated: " + cause.getMessage()));
            return;
        }
        if (cause instanceof DecompressionException && isDiscarding) {
            return; // the rest of the same body; closing now could take the answer from the sender
        }
        if (cause instanceof IOException) {
            ctx.close(); // the other side went away, as readers do
            return;
        }
        LOG.info("at=http.closed peer={} reason={}", ctx.channel().remoteAddress(), OwnLog.quoted(cause.toString()));
        ctx.close();
    }

    void answered(Exchange done) {
        if (exchange == done) {
            exchange = null;
        }
    }

    /** The one of this path, else the nearest whose path ends with a slash and is above it. */
    private @Nullable Endpoint endpoint(String path) {
        Endpoint found = endpoints.get(path);
        for (int slash = path.lastIndexOf('/'); found == null && slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            found = endpoints.get(path.substring(0, slash + 1));
        }
        return found;
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        var next = new Exchange(ctx, request, this);
        exchange = next;
        if (!request.decoderResult().isSuccess()) {
            next.respond(Problem.badRequest("ill-formed HTTP request: "
                    + request.decoderResult().cause().getMessage()));
            return;
        }
        try {
            Endpoint endpoint = endpoint(next.path());
            if (endpoint == null) {
                next.respond(new Problem(
                        HttpResponseStatus.NOT_FOUND,
                        "nothing at %s; there are %s".formatted(next.path(), String.join(", ", endpoints.keySet()))));
            } else {
                endpoint.begin(next);
            }
        } catch (BadParameterException e) {
            next.respond(e.problem());
        }
    }
}
