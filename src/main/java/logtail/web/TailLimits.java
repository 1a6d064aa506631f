package logtail.web;

import io.netty.util.internal.PlatformDependent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import logtail.runtime.MemoryBudget;

/**
 * Counts open tails, and limits their number by the setting and by memory. Each tail reserves its maximum when it is opened: heap for
 * its session, and direct memory for output that a slow reader does not read (the connection's high-water mark, a chunk, and
 * the rest of an event). Any thread.
 */
public final class TailLimits {
    static final int HEAP_BYTES = 32 << 10;
    static final int OUTPUT_BYTES = 256 << 10;
    private static final int OUTPUT_PERCENT = 60;

    /** Memory reserved for one tail; may be closed twice. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final int maxTails;
    private final MemoryBudget.Share heap;
    private final MemoryBudget.Share output;
    private final AtomicInteger open = new AtomicInteger();

    TailLimits(int maxTails, MemoryBudget.Share heap, MemoryBudget.Share output) {
        this.maxTails = maxTails;
        this.heap = heap;
        this.output = output;
    }

    /** Limits with the direct memory that this process may use. */
    public static TailLimits of(int maxTails, MemoryBudget.Share heap) {
        MemoryBudget direct = MemoryBudget.of(PlatformDependent.maxDirectMemory());
        return new TailLimits(maxTails, heap, direct.share("output of tails", OUTPUT_PERCENT));
    }

    /** Why no further tail can be opened. */
    String refusal() {
        boolean isOutputFull = output.usedBytes() + OUTPUT_BYTES > output.limitBytes();
        if (!isOutputFull && heap.usedBytes() + HEAP_BYTES <= heap.limitBytes()) {
            return "%d tails are open, as many as LOGTAIL_MAX_TAILS allows".formatted(maxTails);
        }
        MemoryBudget.Share full = isOutputFull ? output : heap;
        return ("%d tails are open and hold the %d bytes that the share '%s' of the memory has; LOGTAIL_JAVA_OPTS can give"
                        + " more, by -Xmx for the heap and -XX:MaxDirectMemorySize for what waits for slow readers")
                .formatted(open.get(), full.limitBytes(), full.name());
    }

    /** Reserves memory for one more tail; empty when none is left. */
    Optional<Held> tryTake() {
        if (open.incrementAndGet() > maxTails || !heap.tryTake(HEAP_BYTES)) {
            open.decrementAndGet();
            return Optional.empty();
        }
        if (!output.tryTake(OUTPUT_BYTES)) {
            heap.give(HEAP_BYTES);
            open.decrementAndGet();
            return Optional.empty();
        }
        var isHeld = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (isHeld.compareAndSet(true, false)) {
                open.decrementAndGet();
                heap.give(HEAP_BYTES);
                output.give(OUTPUT_BYTES);
            }
        });
    }
}
