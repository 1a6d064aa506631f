package logtail.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Last handler of a connection: records how it ended and discards data that no handler consumed. */
final class PeerEnding extends ChannelInboundHandlerAdapter {
    /** Prefix that Netty puts before the system's message: {@code finishConnect(..) failed with error(-111): }. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private final ServerAddress server;
    private volatile @Nullable Throwable cause;

    PeerEnding(ServerAddress server) {
        this.server = server;
    }

    ServerAddress server() {
        return server;
    }

    /** Whether the connection broke; one that is closed and did not break was closed cleanly. */
    boolean isBroken() {
        return cause != null;
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
