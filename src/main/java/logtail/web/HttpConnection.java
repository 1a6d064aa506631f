package logtail.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time. Reads nothing that it was not asked for (auto-read is off and a flow
 * control handler hands over one piece a read), so pipelined requests wait and an upload is as slow as the ring.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final Map<String, Endpoint> endpoints;
    private @Nullable Exchange exchange;

    HttpConnection(Map<String, Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                if (exchange != null) {
                    ctx.close(); // a second request into the middle of a stream that never ends
                    return;
                }
                begin(ctx, request);
            }
            if (message instanceof HttpContent content && exchange != null) {
                exchange.takeContent(content.content(), content instanceof LastHttpContent);
            } else if (message instanceof HttpContent) {
                ctx.read(); // the end of a request that is answered already
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
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
        LOG.info("at=http.closed peer={} reason=\"{}\"", ctx.channel().remoteAddress(), cause.getMessage());
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
        Endpoint endpoint = endpoints.get(next.path());
        try {
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
