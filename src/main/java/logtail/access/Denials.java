package logtail.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts who was not let in, tells it at most once a minute for each reason, and slows those down who guess. Any thread. */
final class Denials {
    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
    private static final long TOLD_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Denial, Count> counts = new EnumMap<>(Denial.class);
    private final Tries tries = new Tries();
    private final LongSupplier nanoTime;

    private record Count(Counter counter, AtomicLong untold, AtomicLong tellAgainAtNs) {}

    Denials(MeterRegistry metrics, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long nowNs = nanoTime.getAsLong();
        for (Denial why : Denial.values()) {
            Counter counter = Counter.builder("logtail.access.denied")
                    .description("Requests and lines that were not let in")
                    .tag("reason", why.word())
                    .register(metrics);
            counts.put(why, new Count(counter, new AtomicLong(), new AtomicLong(nowNs)));
        }
    }

    DeniedException deny(Denial why, String address) {
        long nowNs = nanoTime.getAsLong();
        Count count = counts.get(why);
        if (count == null) {
            throw new IllegalStateException("every reason is counted");
        }
        count.counter().increment();
        tell(why, count, address, nowNs);
        String message = why == Denial.RIGHT || why == Denial.APP ? "not allowed" : "this takes a valid token";
        if (!why.isGuess()) {
            return new DeniedException(message, Duration.ZERO);
        }
        return new DeniedException(message, Duration.ofMillis(tries.failed(address, nowNs)));
    }

    void answered(String address) {
        tries.answered(address);
    }

    private static void tell(Denial why, Count count, String address, long nowNs) {
        count.untold().incrementAndGet();
        long dueNs = count.tellAgainAtNs().get();
        if (nowNs - dueNs >= 0 && count.tellAgainAtNs().compareAndSet(dueNs, nowNs + TOLD_EVERY_NS)) {
            LOG.warn(
                    "at=access.denied reason={} count={} address={}",
                    why.word(),
                    count.untold().getAndSet(0),
                    OwnLog.quoted(address));
        }
    }
}
