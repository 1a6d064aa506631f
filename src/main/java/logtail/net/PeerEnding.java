package logtail.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Last handler of a connection: records how it ended, and what had reached the server by then, and discards data that no handler
 * consumed.
 */
final class PeerEnding extends ChannelInboundHandlerAdapter {
    private static final int TCP_CLOSE_WAIT = 8; // tcp_states.h: the other side has closed, and nothing else happened
    private static final int RESET_WITHIN_MS = 20;

    /** Prefix that Netty puts before the system's message: {@code finishConnect(..) failed with error(-111): }. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private final ServerAddress server;
    private final WireCount wire;
    private volatile @Nullable Throwable cause;
    private volatile long reachedBytes = -1;
    private volatile boolean hasEnded;

    PeerEnding(ServerAddress server, WireCount wire) {
        this.server = server;
        this.wire = wire;
    }

    ServerAddress server() {
        return server;
    }

    /** Whether the connection broke; one that is closed and did not break was closed cleanly. */
    boolean isBroken() {
        return cause != null;
    }

    /** Whether the server has closed its direction; the connection is closed soon after that. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** How many bytes the server had acknowledged when it closed its direction; -1 when it did not, or that is not known. */
    long reachedBytes() {
        return reachedBytes;
    }

    /** Creates an exception whose message names the failure, the server and the cause, if known. */
    IOException failure(String what, @Nullable Throwable reason) {
        Throwable why = reason == null ? cause : reason;
        return why == null || why instanceof ClosedChannelException
                ? new IOException(what, why)
                : new IOException(what + ": " + describe(why), why);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            hasEnded = true;
            if (ctx.channel() instanceof EpollSocketChannel socket && !socket.isOutputShutdown()) {
                noteReached(socket);
                // one that has not read everything sends RST, but some, those in Java among them, FIN right before it
                ctx.executor().schedule(() -> close(ctx, socket), RESET_WITHIN_MS, TimeUnit.MILLISECONDS);
            } else {
                ctx.close();
            }
        }
    }

    private void close(ChannelHandlerContext ctx, EpollSocketChannel socket) {
        if (cause == null && socket.isOpen() && socket.tcpInfo().state() != TCP_CLOSE_WAIT) {
            cause = new IOException("Connection reset by peer");
        }
        ctx.close();
    }

    private void noteReached(EpollSocketChannel socket) {
        int unacknowledged = OutQueue.bytes(socket.fd().intValue());
        ChannelOutboundBuffer unwritten = socket.unsafe().outboundBuffer();
        if (unacknowledged >= 0 && unwritten != null) {
            reachedBytes = wire.bytes() - unwritten.totalPendingWriteBytes() - unacknowledged;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable reason) {
        if (cause == null) {
            cause = reason;
        }
        ctx.close();
    }

    private String describe(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateExpiredException) {
                return "its certificate has expired (%s)".formatted(at.getMessage());
            }
            if (at instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet (%s)".formatted(at.getMessage());
            }
            if (at instanceof CertPathBuilderException) {
                return "its certificate is not issued by an authority that we trust (option ca names others)";
            }
            if (at instanceof CertificateException && isAboutName(at)) {
                return "its certificate is not for the name %s (%s)".formatted(server.host(), at.getMessage());
            }
        }
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String message = last.getMessage();
        return message == null
                ? last.getClass().getSimpleName()
                : SYSTEM_CALL.matcher(message).replaceFirst("");
    }

    private static boolean isAboutName(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("subject alternative") || message.contains("No name matching");
    }
}
