package logtail.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import logtail.web.unpack.BodyUnpacker;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue of decoded HTTP messages. Passes a piece on when {@code isHungry}; stops reading the wire while bytes of a
 * body, or more than a few requests, are queued. Unpacks compressed bodies, as far as they are wanted ({@link Unpacking}): one
 * socket read may unpack a thousandfold, and a few senders waiting for the ring would fill the memory. (Netty's own
 * FlowControlHandler loses reads since 4.2.15, and its decompressor takes a body that is cut short for whole.) Belongs to the
 * connection's event loop.
 */
final class PieceQueue extends ChannelInboundHandlerAdapter {
    private static final int MAX_WAITING = 4;

    private static final int MOST_UNPACKED_AT_ONCE = 4; // pieces, until other connections have their turn

    private final Wire wire;
    private final BooleanSupplier isHungry;
    private final Function<HttpRequest, Optional<Unpacking>> unpackings;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Unpacking unpacking; // of the body that is being passed on
    private boolean isFeeding;

    PieceQueue(Wire wire, HttpContext server, BooleanSupplier isHungry) {
        this(wire, isHungry, request -> Unpacking.of(request, server, BodyUnpacker::of));
    }

    /** @param unpackings what unpacks the body of a request; empty for one that is not compressed */
    PieceQueue(Wire wire, BooleanSupplier isHungry, Function<HttpRequest, Optional<Unpacking>> unpackings) {
        this.wire = wire;
        this.isHungry = isHungry;
        this.unpackings = unpackings;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add((HttpObject) message);
        feed();
        if (waiting.size() > MAX_WAITING || holdsBytes()) {
            wire.read(ctx, false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        endUnpacking();
        ctx.fireChannelInactive();
    }

    /** Passes on the requested pieces. */
    void feed() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || isFeeding) {
            return; // called by the handler being fed: the loop below continues
        }
        isFeeding = true;
        try {
            HttpObject piece;
            int unpacked = 0;
            while (isHungry.getAsBoolean() && (piece = next(ctx)) != null) {
                ctx.fireChannelRead(piece);
                if (isUnpacking() && ++unpacked == MOST_UNPACKED_AT_ONCE) {
                    ctx.executor().execute(this::feed);
                    break;
                }
            }
        } finally {
            isFeeding = false;
        }
        if (waiting.isEmpty() && !isUnpacking()) {
            wire.read(ctx, true);
        }
    }

    /** Nobody wants the rest of this body: it still passes on, to where it ends, but is not unpacked. */
    void discardBody() {
        if (unpacking != null) {
            unpacking.discard();
        }
    }

    /** The next piece that is there, unpacked; null when there is none. */
    private @Nullable HttpObject next(ChannelHandlerContext ctx) {
        while (true) {
            Unpacking body = unpacking;
            if (body != null && body.isWaiting(() -> ctx.executor().execute(this::feed))) {
                return null;
            }
            HttpObject piece = body == null ? null : body.next(ctx);
            if (piece == null) {
                piece = waiting.poll();
                if (piece instanceof HttpRequest request) {
                    endUnpacking();
                    unpacking = unpackings.apply(request).orElse(null);
                } else if (body != null && piece instanceof HttpContent content) {
                    body.add(content);
                    continue;
                }
            }
            if (piece instanceof LastHttpContent) {
                endUnpacking();
            }
            return piece;
        }
    }

    private void endUnpacking() {
        if (unpacking != null) {
            unpacking.close();
            unpacking = null;
        }
    }

    private boolean isUnpacking() {
        return unpacking != null && unpacking.holdsBytes();
    }

    private boolean holdsBytes() {
        for (HttpObject piece : waiting) {
            if (piece instanceof HttpContent content && content.content().isReadable()) {
                return true;
            }
        }
        return isUnpacking();
    }
}
