package logtail.ingest;

import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import logtail.event.Line;
import logtail.parse.join.Joiner;
import org.jspecify.annotations.Nullable;

/**
 * Joins the datagrams of one socket to events, sender by sender, if that is wanted at all. What it holds is accounted against the
 * memory budget; when that is used up it holds nothing. Belongs to one event loop.
 */
final class JoinedDatagrams {
    private final @Nullable Joiner joiner; // null when nothing is joined
    private final HeldBytes held;
    private boolean isClockSet;

    JoinedDatagrams(Intake intake) {
        joiner = intake.joiner();
        held = new HeldBytes(intake.stalled(), intake.halfLines().newHolder());
    }

    /** Takes a line for {@link #next}; false when the line itself is the next event. */
    boolean takes(Line line, Sender sender, long nowNs) {
        return joiner != null && joiner.takes(line, 0, Joiner.UNKNOWN, sender, nowNs);
    }

    /** Fills {@code into} with the next complete event. */
    boolean next(Line into) {
        return joiner != null && joiner.next(into);
    }

    /** Who sent the event that {@link #next} gave. */
    Sender sender() {
        return (Sender) Objects.requireNonNull(joiner).sender();
    }

    /** Completes what is due, or all for {@link Long#MAX_VALUE}. */
    void release(long nowNs) {
        if (joiner != null && nowNs == Long.MAX_VALUE) {
            joiner.releaseAll();
        } else if (joiner != null) {
            joiner.release(nowNs);
        }
    }

    /** Runs {@code give} when the first of what is held back is due. */
    void await(EventExecutor loop, long nowNs, Runnable give) {
        if (joiner == null || isClockSet) {
            return;
        }
        boolean isWithin = held.trySet(joiner.heldBytes());
        if (joiner.isHolding()) {
            isClockSet = true;
            loop.schedule(
                    () -> {
                        isClockSet = false;
                        give.run();
                    },
                    isWithin ? Math.max(1, joiner.dueInNs(nowNs)) : 1,
                    TimeUnit.NANOSECONDS);
            if (!isWithin) {
                joiner.endWaits();
            }
        }
    }
}
