package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import logtail.net.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Enforces timeouts on one connection: for the next request, the end of its header, and progress of its body. No timeout
 * runs while the sender waits for us or reads a stream. Must precede the HTTP codec to see the first byte of a header.
 * Belongs to the connection's event loop.
 *
 * <pre>
 *   REQUEST ──first byte──▶ HEADER ──its end──▶ OURS ◀──all of it, or the ring is full──▶ BODY
 *      ▲                                          │
 *      ├─────────────────answered─────────────────┤
 *      └────── ANSWER ◀──answered, but much of it is not read yet
 * </pre>
 */
final class Deadlines extends ChannelInboundHandlerAdapter {
    /** Fewer bytes than this within the body timeout are not progress, and the sender is disconnected. */
    static final int PROGRESS_BYTES = 16 * 1024;

    /** What the connection waits for. */
    enum Phase {
        REQUEST,
        HEADER,
        BODY,
        ANSWER,
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

    /** @param onExpiry gets the phase that timed out; must end the request or the connection */
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
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        phase = Phase.OURS;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.BODY) {
            progressBytes += bytes(message);
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

    private static int bytes(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes.readableBytes();
            case ByteBufHolder frame -> frame.content().readableBytes();
            default -> 0;
        };
    }

    /** The last request was answered: starts the idle timeout. */
    void awaitRequest() {
        begin(Phase.REQUEST, limits.idle());
    }

    /** The answer waits for its reader: starts the idle timeout. */
    void awaitReader() {
        begin(Phase.ANSWER, limits.idle());
    }

    /** More of a body is requested: starts the body timeout. */
    void awaitBody() {
        if (phase != Phase.BODY) {
            begin(Phase.BODY, limits.body());
        }
    }

    /** Stops all timeouts: a request has arrived, or its sender waits for us. */
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

    /** Uses one timer, which is started again if the deadline has moved meanwhile, as every request moves it. */
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
