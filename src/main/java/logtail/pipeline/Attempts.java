package logtail.pipeline;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import logtail.event.AttemptKey;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;

/**
 * Has a retried upload stored once: knows which idempotency keys are in progress, and what is stored of the others, be it from
 * the receipts of a journal of its own ({@link KeysOfReceipts}) or from one that nodes share ({@link KeysOfDeliveries}). Any
 * thread.
 */
public final class Attempts implements AutoCloseable {
    private final StoredKeys stored;
    private final Map<AttemptKey, Attempt> open = new HashMap<>(); // by free key or producer

    /**
     * Reads the producers' file and nothing else yet; call before anything is appended.
     *
     * @param file where producers are kept across starts; not used with a journal that nodes share
     * @param memory the memory it may use
     */
    public Attempts(Journal journal, Path file, Clock clock, MemoryBudget.Share memory, FaultHandler faults) {
        stored = journal.deliveries()
                .<StoredKeys>map(deliveries -> new KeysOfDeliveries(deliveries, clock, memory.limitBytes()))
                .orElseGet(() -> new KeysOfReceipts(journal, file, clock, memory.limitBytes(), faults));
    }

    /** Why no attempt should begin at the moment; empty when one may. */
    public String trouble() {
        return stored.trouble();
    }

    /**
     * Runs {@code ready} once {@link #tryBegin} may be called: at once, or later on another thread, when the end of the journal
     * has been read.
     */
    public void whenReady(Runnable ready) {
        stored.whenReady(ready);
    }

    /**
     * Begins the next attempt for this key, of a body that is not compared; empty while another attempt for it, or for its
     * producer, is in progress.
     */
    public Optional<Attempt> tryBegin(AttemptKey key) {
        return tryBegin(key, Optional.empty(), RecentKeys.NO_DIGEST);
    }

    /**
     * The same for lines that may have been sent with another key before.
     *
     * @param former used when nothing is stored under {@code key}
     * @param digest of the body, by which a key that comes again with another one is noticed; 0 is none
     */
    public synchronized Optional<Attempt> tryBegin(AttemptKey key, Optional<AttemptKey> former, long digest) {
        if (open.containsKey(owner(key))) {
            return Optional.empty();
        }
        var next = new Attempt(this, key, digest, stored.begin(key, former, digest));
        open.put(owner(key), next);
        return Optional.of(next);
    }

    synchronized void ended(Attempt attempt) {
        open.remove(owner(attempt.key()));
        if (attempt.lines() > 0 && attempt.lines() < Attempt.ALL && !attempt.isOfOtherBody()) {
            stored.ended(attempt.key(), attempt.lines(), attempt.digest());
        }
    }

    /**
     * Two sequences of one producer are never in progress at once, because the later one would stand for the earlier.
     */
    private static AttemptKey owner(AttemptKey key) {
        return key.isSequence() ? new AttemptKey(key.high(), 0, true) : key;
    }

    @Override
    public void close() {
        stored.close();
    }
}
