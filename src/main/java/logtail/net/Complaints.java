package logtail.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one of many like complaints into our own log each minute, with their number. Any thread. */
final class Complaints {
    private static final long EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private final AtomicLong againAtNs;
    private final AtomicLong untold = new AtomicLong();

    Complaints(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        againAtNs = new AtomicLong(nanoTime.getAsLong());
    }

    /** Counts one; gives how many there were since the last that was told when one may be told now, else 0. */
    long count() {
        untold.incrementAndGet();
        long nowNs = nanoTime.getAsLong();
        long dueNs = againAtNs.get();
        return nowNs - dueNs >= 0 && againAtNs.compareAndSet(dueNs, nowNs + EVERY_NS) ? untold.getAndSet(0) : 0;
    }
}
