package logtail.drain;

import java.time.Duration;
import java.util.function.Supplier;
import logtail.journal.Journal;
import logtail.runtime.Backoff;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;

/**
 * What all drains of a daemon work with.
 *
 * @param memory for their batches
 * @param backoffs makes one for each drain
 * @param stopWithin how long one that is changed or removed may take to stop
 * @param faults told when a drain breaks a promise of ours
 */
public record DrainContext(
        Journal journal,
        Clock clock,
        DrainMemory memory,
        Supplier<Backoff> backoffs,
        Duration stopWithin,
        FaultHandler faults) {
    private static final long FIRST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 30_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(7);

    /** With waits from one second to half a minute between failures; batches take from {@code share}. */
    public static DrainContext of(Journal journal, Clock clock, MemoryBudget.Share share, FaultHandler faults) {
        return new DrainContext(
                journal,
                clock,
                new DrainMemory(share),
                () -> new Backoff(FIRST_WAIT_MS, LONGEST_WAIT_MS),
                STOP_WITHIN,
                faults);
    }
}
