package logtail.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import logtail.net.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS before the protocol of one connection, within a time from its begin to the end of the handshake. Stays behind the
 * {@link SslHandler}, which is made with the first byte, as one takes memory; on the connection's event loop.
 *
 * <p>States: waiting for the first byte; shaking hands; open; ended. Nothing reaches the protocol's handlers before it is open, but
 * that the connection is active, and that it is not any more.
 */
final class TlsEntry extends ChannelInboundHandlerAdapter {
    /** Type of a record of a handshake, the first byte of every connection with TLS (RFC 8446 section 5.1). */
    static final int HANDSHAKE = 0x16;

    private enum State {
        WAITING,
        SHAKING,
        OPEN,
        ENDED
    }

    private final ServerTls tls;
    private final Manners manners;
    private final Refusals refusals;
    private final Handshakes handshakes;
    private final Duration within;
    private volatile @Nullable ChannelHandlerContext context; // of use to other loops while it is in handshakes
    private State state = State.WAITING;
    private @Nullable Future<?> deadline;

    TlsEntry(ServerTls tls, Manners manners, Refusals refusals, Handshakes handshakes, Duration within) {
        this.tls = tls;
        this.manners = manners;
        this.refusals = refusals;
        this.handshakes = handshakes;
        this.within = within;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (state) {
            case OPEN -> ctx.fireChannelRead(message);
            case WAITING -> begin(ctx, (ByteBuf) message);
            case SHAKING, ENDED -> ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent shaken && state == State.SHAKING) {
            if (!shaken.isSuccess()) {
                refuse(ctx, Refusal.of(shaken.cause()), detail(shaken.cause()));
                return; // the SslHandler has sent its alert, and closes
            }
            open(ctx);
        }
        ctx.fireUserEventTriggered(event);
        if (event instanceof SslCloseCompletionEvent || event instanceof ChannelInputShutdownReadComplete) {
            ctx.close(); // with a close_notify of ours
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.OPEN) {
            ctx.fireExceptionCaught(
                    cause instanceof DecoderException && cause.getCause() instanceof SSLException broken
                            ? new IOException("TLS: " + broken.getMessage(), broken)
                            : cause);
        } else {
            if (state != State.ENDED) {
                refuse(ctx, Refusal.isLost(cause) ? Refusal.LEFT : Refusal.of(cause), detail(cause));
            }
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.SHAKING) {
            refuse(ctx, Refusal.LEFT, "");
        }
        end(State.ENDED);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end(State.ENDED);
    }

    private void start(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline =
                    ctx.executor().schedule(() -> giveUp(ctx, Refusal.TIMEOUT), within.toNanos(), TimeUnit.NANOSECONDS);
            context = ctx;
            handshakes.add(this);
        }
    }

    /** Ends a connection that is not open yet, as others want its place. Any thread. */
    void giveWay() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.executor().execute(() -> giveUp(ctx, Refusal.CROWDED));
        }
    }

    private void giveUp(ChannelHandlerContext ctx, Refusal refusal) {
        if (state == State.WAITING || state == State.SHAKING) {
            refuse(ctx, refusal, "");
            ctx.pipeline().firstContext().close(); // not through the SslHandler, which would wait for the peer
        }
    }

    private void begin(ChannelHandlerContext ctx, ByteBuf first) {
        if (!first.isReadable()) {
            first.release();
        } else if (first.getByte(first.readerIndex()) == HANDSHAKE) {
            state = State.SHAKING;
            SslHandler handler = tls.handler(ctx.alloc(), manners.protocols());
            handler.setHandshakeTimeoutMillis(0); // ours is from the begin of the connection
            ctx.pipeline().addBefore(ctx.name(), null, handler);
            ChannelHandlerContext before = ctx.pipeline().context(handler);
            if (before == null) {
                first.release();
            } else {
                feed(handler, before, first);
            }
        } else {
            first.release();
            refuse(ctx, Refusal.NOT_TLS, "");
            ctx.writeAndFlush(Unpooled.copiedBuffer(manners.whenPlain(), US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void feed(SslHandler handler, ChannelHandlerContext before, ByteBuf first) {
        try {
            handler.channelRead(before, first);
        } catch (Exception e) {
            before.fireExceptionCaught(e);
        }
    }

    private void open(ChannelHandlerContext ctx) {
        end(State.OPEN);
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        if (handler != null) {
            SocketAddress address = Remote.of(ctx.channel()).address();
            new Remote(address, subject(handler.engine().getSession())).tell(ctx.channel());
        }
    }

    private static Optional<String> subject(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate.getSubjectX500Principal().getName())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it has shown none
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal, String detail) {
        end(State.ENDED);
        refusals.tell(refusal, Remote.of(ctx.channel()).address(), detail);
    }

    private void end(State next) {
        state = next;
        if (deadline != null) {
            deadline.cancel(false);
            handshakes.remove(this);
        }
    }

    private static String detail(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String message = last.getMessage();
        return message == null ? last.getClass().getSimpleName() : message;
    }
}
