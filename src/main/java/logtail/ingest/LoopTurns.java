package logtail.ingest;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/** Turns of the event loops that belong together. Any thread. */
final class LoopTurns {
    private LoopTurns() {}

    /**
     * Runs {@code then} on {@code own} once every loop of its group has dealt with all that the kernel had for it before this call, such as
     * the end of a connection that was closed before another one was opened.
     */
    static void afterAll(EventExecutor own, Runnable then) {
        if (own.parent() == null) {
            own.execute(then);
            return;
        }
        var left = new AtomicInteger(1);
        Runnable turn = () -> {
            if (left.decrementAndGet() == 0) {
                own.execute(then);
            }
        };
        for (EventExecutor loop : own.parent()) {
            left.incrementAndGet();
            loop.execute(turn); // runs behind what its selector finds next
        }
        turn.run();
    }
}
