package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import logtail.net.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Watches how long one connection keeps us waiting: for a request, for the end of its header, or for its body. While we keep
 * the sender waiting, or send an answer without end, no time runs. Stands in front of the HTTP codec, as it must see the first
 * byte of a header. Belongs to the connection's event loop.
 *
 * <pre>
 *   REQUEST ──first byte──▶ HEADER ──its end──▶ OURS ◀──all of it, or the ring is full──▶ BODY
 *      ▲                                          │
 *      └─────────────────answered─────────────────┘
 * </pre>
 */
final class Deadlines extends ChannelInboundHandlerAdapter {
    /** A sender that brings less within the time for bodies is cut off: a byte now and then is no progress. */
    static final int PROGRESS_BYTES = 16 * 1024;

    /** What is waited for. */
    enum Phase {
        REQUEST,
        HEADER,
        BODY,
        OURS
    }

    private final Limits limits;
    private final Consumer<Phase> onExpiry;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timer;
    private long timerNs;
    private Phase phase = Phase.OURS;
    private long dueNs;
    private int progressBytes;
    private boolean hasBegun;

    /** @param onExpiry told for what the time has run out; must end the request or the connection */
    Deadlines(Limits limits, Consumer<Phase> onExpiry) {
        this.limits = limits;
        this.onExpiry = onExpiry;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaitRequest();
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        phase = Phase.OURS;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.BODY) {
            progressBytes += ((ByteBuf) message).readableBytes();
            if (progressBytes >= PROGRESS_BYTES) {
                begin(Phase.BODY, limits.body());
            }
        }
        hasBegun = false;
        ctx.fireChannelRead(message);
        if (phase == Phase.REQUEST && !hasBegun) {
            begin(Phase.HEADER, limits.headers());
        }
    }

    /** The last request is answered. */
    void awaitRequest() {
        begin(Phase.REQUEST, limits.idle());
    }

    /** More of a body is wanted. */
    void awaitBody() {
        if (phase != Phase.BODY) {
            begin(Phase.BODY, limits.body());
        }
    }

    /** A request has begun, or nothing more is wanted of its sender for now. */
    void stop() {
        hasBegun = true;
        phase = Phase.OURS;
    }

    private void begin(Phase next, Duration limit) {
        phase = next;
        progressBytes = 0;
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            return;
        }
        dueNs = ctx.executor().ticker().nanoTime() + limit.toNanos();
        if (timer != null && timerNs - dueNs > 0) {
            timer.cancel(false);
            timer = null;
        }
        if (timer == null) {
            startTimer(ctx, limit.toNanos());
        }
    }

    /** One timer that runs again when the deadline has moved meanwhile, as it does with every request. */
    private void startTimer(ChannelHandlerContext ctx, long delayNs) {
        timerNs = dueNs;
        timer = ctx.executor().schedule(() -> timeIsUp(ctx), delayNs, TimeUnit.NANOSECONDS);
    }

    private void timeIsUp(ChannelHandlerContext ctx) {
        timer = null;
        if (phase == Phase.OURS) {
            return;
        }
        long leftNs = dueNs - ctx.executor().ticker().nanoTime();
        if (leftNs > 0) {
            startTimer(ctx, leftNs);
            return;
        }
        Phase expired = phase;
        phase = Phase.OURS;
        onExpiry.accept(expired);
    }
}
