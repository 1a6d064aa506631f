package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.Optional;
import logtail.net.Remote;
import org.jspecify.annotations.Nullable;

/** Reads one TCP connection that sends lines, and pauses while the ring is full. */
class StreamHandler extends ChannelInboundHandlerAdapter {
    private final Intake intake;
    private final Promise<Void> done;
    private @Nullable StreamIntake stream;
    private @Nullable HalfLineWatch halfLine; // as soon as there is a stream
    private boolean hasBegun;
    private boolean isStalled;
    private boolean isEnding;

    /** Completes {@code done} once all lines of the connection are in the ring. */
    StreamHandler(Intake intake, Promise<Void> done) {
        this.intake = intake;
        this.done = done;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (!hasBegun && in.isReadable()) {
                hasBegun = true;
                Optional<ForeignProtocol> foreign = ForeignProtocol.of(in);
                if (foreign.isPresent()) {
                    refuse(ctx, foreign.get());
                    return;
                }
                stream = open(ctx.channel()).givingHeldOn(ctx.executor());
                halfLine = new HalfLineWatch(ctx.executor(), stream, () -> isStalled, why -> giveUp(ctx, why));
            }
            if (stream != null && !stream.accept(in) && !isStalled) {
                stall(ctx);
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

    /** Opens the stream of a connection whose first bytes have come. */
    StreamIntake open(Channel connection) {
        return intake.stream(Sender.of(Remote.of(connection)));
    }

    private void giveUp(ChannelHandlerContext ctx, String why) {
        if (stream != null) {
            intake.tellClosed(ctx.channel(), "half-line", why);
            abandon();
            ctx.close();
        }
    }

    private void refuse(ChannelHandlerContext ctx, ForeignProtocol protocol) {
        intake.tellForeign(ctx.channel(), protocol);
        abandon();
        if (protocol == ForeignProtocol.HTTP) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(ForeignProtocol.ANSWER, US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isEnding = true;
        goOn(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (StreamListener.STOP.equals(event)) {
            ((DuplexChannel) ctx.channel())
                    .shutdownInput(); // the kernel's buffer is still read, then the end of the stream
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            intake.tellClosed(ctx.channel(), cause);
        } else {
            intake.tellClosed(ctx.channel(), cause);
            abandon(); // the same bytes would fail again
        }
        ctx.close();
    }

    private void abandon() {
        if (stream != null) {
            stream.abandon();
            stream = null;
        }
        isEnding = true;
        done.trySuccess(null);
    }

    private void stall(ChannelHandlerContext ctx) {
        isStalled = true;
        ctx.channel().config().setAutoRead(false);
        StreamIntake stalled = stream;
        if (stalled != null) {
            stalled.whenRoom(() -> ctx.executor().execute(() -> goOn(ctx)));
        }
    }

    private void goOn(ChannelHandlerContext ctx) {
        try {
            tryGoOn(ctx);
        } catch (RuntimeException e) { // outside of a read, Netty does not report it to the pipeline
            exceptionCaught(ctx, e);
        }
    }

    private void tryGoOn(ChannelHandlerContext ctx) {
        if (stream == null) {
            if (isEnding) {
                done.trySuccess(null); // closed before it was open
            }
            return;
        }
        if (isStalled && !isEnding && !stream.resume()) {
            stall(ctx);
            return;
        }
        isStalled = false;
        if (!isEnding) {
            ctx.channel().config().setAutoRead(true);
            watch(); // over what is left now
        } else if (stream.end(null)) {
            stream = null;
            done.setSuccess(null);
        } else {
            stall(ctx);
        }
    }
}
