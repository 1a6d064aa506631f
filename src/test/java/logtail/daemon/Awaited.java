package logtail.daemon;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import logtail.runtime.Deadline;

/** What tests wait for. */
final class Awaited {
    private static final long POLL_NS = 20_000_000;

    private Awaited() {}

    /** Waits until it holds. */
    static void within(Duration patience, String what, BooleanSupplier condition) {
        Deadline deadline = Deadline.in(patience);
        while (!condition.getAsBoolean()) {
            if (deadline.isOver()) {
                throw new AssertionError("within %d s it is not so that %s".formatted(patience.toSeconds(), what));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
