package logtail.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import logtail.net.Remote;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection that speaks RELP, and pauses while the ring is full or too many frames wait for an answer. Runs on the
 * event loop of the connection.
 */
final class RelpHandler extends ChannelInboundHandlerAdapter {
    private final Intake intake;
    private final RelpDecoder.Factory decoders;
    private final RelpLooseEnds looseEnds;
    private final Promise<Void> done;
    private @Nullable RelpSession session;
    private @Nullable StreamIntake stream;
    private @Nullable HalfLineWatch halfLine; // as soon as there is a stream
    private boolean isStalled;
    private boolean isGone;

    /** Completes {@code done} once the connection is closed. */
    RelpHandler(Intake intake, RelpDecoder.Factory decoders, RelpLooseEnds looseEnds, Promise<Void> done) {
        this.intake = intake;
        this.decoders = decoders;
        this.looseEnds = looseEnds;
        this.done = done;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (session == null && in.isReadable()) {
                begin(ctx, in);
            }
            if (stream != null && !stream.accept(in) && !isStalled) {
                stall(ctx, stream);
            }
            watch();
        } finally {
            in.release();
        }
    }

    private void watch() {
        if (halfLine != null) {
            halfLine.look();
        }
    }

    private void begin(ChannelHandlerContext ctx, ByteBuf in) {
        var foreign = ForeignProtocol.of(in);
        if (foreign.isPresent()) {
            intake.tellForeign(ctx.channel(), foreign.get());
            ctx.close();
            return;
        }
        Remote remote = Remote.of(ctx.channel());
        session = new RelpSession(intake, decoders, looseEnds, ctx, remote.host());
        stream = session.stream(Sender.of(remote));
        halfLine = new HalfLineWatch(ctx.executor(), stream, () -> isStalled, why -> giveUp(ctx, why));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        answer();
        if (session != null && session.isEnding()) {
            stopReading(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        answer();
    }

    private void answer() {
        if (session != null) {
            session.answer();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (StreamListener.STOP.equals(event)) {
            end(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** A client that was killed counts as delivered what it could send, so all of that is taken. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isGone = true;
        if (session != null) {
            session.lose();
        }
        if (!isStalled || stream == null) {
            finish();
        }
    }

    private void finish() {
        if (stream != null) {
            stream.abandon(); // of an unfinished frame
            stream = null;
        }
        if (session != null) {
            session.over();
        }
        done.trySuccess(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            intake.tellClosed(ctx.channel(), cause);
            ctx.close();
        } else if (session == null || !session.isEnding()) {
            intake.tellClosed(ctx.channel(), cause);
            end(ctx);
        } else {
            stopReading(ctx); // what comes behind close is nobody's
        }
    }

    /** Takes nothing more; the session answers what it has and says goodbye. The client still has what is not answered. */
    private void end(ChannelHandlerContext ctx) {
        stopReading(ctx);
        if (session == null) {
            ctx.close();
        } else {
            session.end();
        }
    }

    /** Nothing is lost: its client sends a frame again that has no answer. */
    private void giveUp(ChannelHandlerContext ctx, String why) {
        if (stream != null) {
            intake.tellClosed(ctx.channel(), "half-line", why);
            end(ctx);
        }
    }

    private void stopReading(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        if (stream != null) {
            stream.abandon();
            stream = null;
        }
    }

    private void stall(ChannelHandlerContext ctx, StreamIntake stalled) {
        isStalled = true;
        ctx.channel().config().setAutoRead(false);
        stalled.whenRoom(() -> ctx.executor().execute(() -> goOn(ctx)));
    }

    private void goOn(ChannelHandlerContext ctx) {
        if (stream == null) {
            return;
        }
        try {
            if (!stream.resume()) {
                stall(ctx, stream);
                return;
            }
            isStalled = false;
            if (isGone) {
                finish();
                return;
            }
            ctx.channel().config().setAutoRead(true);
            watch(); // over what is left now
            answer();
        } catch (RuntimeException e) { // outside of a read, Netty does not report it to the pipeline
            exceptionCaught(ctx, e);
            if (isGone) {
                finish();
            }
        }
    }
}
