package logtail.drain;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import logtail.access.Veils;
import logtail.journal.Journal;
import logtail.runtime.Backoff;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;

/**
 * Dependencies that all drains of a daemon share.
 *
 * @param cursors where they keep their positions
 * @param veils make the numbers that receivers of limited drains are shown in place of ids
 * @param memory memory for batches
 * @param backoffs creates the backoff of each drain
 * @param stopWithin how long a drain that is changed or removed may take to stop
 * @param faults called when a drain's thread fails
 */
public record DrainContext(
        Journal journal,
        DrainCursors cursors,
        Veils veils,
        Clock clock,
        DrainMemory memory,
        Supplier<Backoff> backoffs,
        Duration stopWithin,
        FaultHandler faults) {
    private static final long FIRST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 30_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(7);

    /**
     * A context with retry delays of up to 1 s at first and 30 s at most; batches use {@code share}, and cursors are files in
     * the folders of the drains.
     */
    public static DrainContext of(
            Journal journal, Veils veils, Clock clock, MemoryBudget.Share share, FaultHandler faults) {
        return new DrainContext(
                journal,
                DrainCursors.inFolders(journal.id()),
                veils,
                clock,
                new DrainMemory(share),
                () -> new Backoff(FIRST_WAIT_MS, LONGEST_WAIT_MS),
                STOP_WITHIN,
                faults);
    }

    /** What a drain that is limited to some apps sends; empty when it sends those of all. */
    Optional<ScopedEvents> scoped(Drain drain) {
        return veils.of(drain.apps()).map(ScopedEvents::new);
    }
}
