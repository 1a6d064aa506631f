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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time, one piece of it at a time. Whoever works on a piece asks for the {@link
 * #next}; what is decoded meanwhile waits here, and when that is more than a few pieces the socket is not read, so
 * pipelined requests wait and an upload is as slow as the ring. (Netty's own FlowControlHandler loses reads since
 * 4.2.15.) Belongs to the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final int MAX_WAITING = 4;

    private final Map<String, Endpoint> endpoints;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable Exchange exchange;
    private boolean isNextWanted = true;
    private boolean isHandling;

    HttpConnection(Map<String, Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add((HttpObject) message);
        handleWaiting(ctx);
        if (waiting.size() > MAX_WAITING) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    /** Ready for one more piece, now or when it comes. */
    void next(ChannelHandlerContext ctx) {
        isNextWanted = true;
        handleWaiting(ctx);
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
        if (waiting.isEmpty()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void handle(ChannelHandlerContext ctx, HttpObject piece) {
        if (piece instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (piece instanceof HttpContent content) {
            if (exchange != null) {
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
        LOG.info("at=http.closed peer={} reason={}", ctx.channel().remoteAddress(), OwnLog.quoted(cause.toString()));
        ctx.close();
    }

    void answered(Exchange done) {
        if (exchange == done) {
            exchange = null;
        }
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
            Endpoint endpoint = endpoints.get(next.path());
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
