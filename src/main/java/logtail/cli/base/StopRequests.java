package logtail.cli.base;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts how often somebody asked a command to stop. One Ctrl-C may arrive twice, from the terminal and from a program between
 * it and us that passes it on ({@code npm run} does), so what follows at once is not counted. Any thread.
 */
public final class StopRequests {
    /** How soon behind one that was counted a request is taken for the same. */
    public static final Duration AT_ONCE = Duration.ofMillis(300);

    private final LongSupplier nanoTime;
    private int count;
    private long lastNs;

    public StopRequests() {
        this(System::nanoTime);
    }

    StopRequests(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a request; returns the number of requests so far, or 0 when this one belongs to the one before. */
    public synchronized int add() {
        long nowNs = nanoTime.getAsLong();
        if (count > 0 && nowNs - lastNs < AT_ONCE.toNanos()) {
            return 0;
        }
        lastNs = nowNs;
        return ++count;
    }
}
