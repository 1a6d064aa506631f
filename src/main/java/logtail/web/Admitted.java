package logtail.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import logtail.access.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, and whether it still may: a token may be revoked or expire while its owner tails or sends without an end.
 * The event loop's.
 */
final class Admitted {
    private static final int EVERY_SECONDS = 2;

    private final ChannelHandlerContext ctx;
    private Principal principal = Principal.ANYBODY;
    private BooleanSupplier isStill = () -> true;
    private @Nullable ScheduledFuture<?> asking;

    Admitted(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    void let(Principal sender, BooleanSupplier isStillAdmitted) {
        principal = sender;
        isStill = isStillAdmitted;
    }

    Principal principal() {
        return principal;
    }

    /** Asks again and again, and closes the connection, or the stream of HTTP/2, of whoever may no longer. */
    void keepAsking() {
        if (asking == null) {
            asking = ctx.executor()
                    .scheduleAtFixedRate(this::closeStranger, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    void stopAsking() {
        if (asking != null) {
            asking.cancel(false);
        }
    }

    private void closeStranger() {
        if (!isStill.getAsBoolean()) {
            ctx.close();
        }
    }
}
