package logtail.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how many lines of each idempotency key are stored, so that a retried upload is stored once: for each
 * producer those of its last sequence ({@link Producers}), for free keys those of recent ones ({@link RecentKeys}).
 *
 * <p>After a start the first request with a key begins the recovery scan, which reads both from the receipts at the end
 * of the journal on a thread of its own ({@link AttemptRecovery}). Without such requests it never runs. Producers that were
 * silent for longer come from a file ({@link ProducersWriter}). Any thread.
 */
public final class Attempts implements AutoCloseable {
    private final Journal journal;
    private final long recoverTo;
    private final Clock clock;
    private final FaultHandler faults;
    private final RecentKeys keys;
    private final Producers producers;
    private final ProducersWriter writer;
    private final Map<AttemptKey, Attempt> open = new HashMap<>(); // by free key or producer
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable AttemptRecovery recovery;
    private boolean isReady;

    /**
     * Reads the producers' file and nothing else yet; call before anything is appended.
     *
     * @param file where producers are kept across starts
     * @param memory the memory it may use: a quarter for producers, the rest for free keys
     */
    public Attempts(Journal journal, Path file, Clock clock, MemoryBudget.Share memory, FaultHandler faults) {
        this.journal = journal;
        recoverTo = journal.lastIndex(0);
        this.clock = clock;
        this.faults = faults;
        producers = new Producers(memory.limitBytes() / 4);
        keys = new RecentKeys(memory.limitBytes() / 4 * 3);
        writer = ProducersWriter.start(journal, producers, file, faults);
    }

    /**
     * Runs {@code ready} once {@link #tryBegin} may be called: at once, or later on the thread of the recovery scan.
     */
    public void whenReady(Runnable ready) {
        synchronized (this) {
            if (!isReady) {
                waiting.add(ready);
                if (recovery == null) {
                    writer.touch();
                    long sinceNs = clock.nowNs() - RecentKeys.KEEP_FOR_NS;
                    recovery = AttemptRecovery.start(
                            journal, writer.index(), recoverTo, sinceNs, this::takeReceipts, this::ready, faults);
                }
                return;
            }
        }
        ready.run();
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
        int lines = lines(key);
        if (lines == 0 && former.isPresent()) {
            lines = lines(former.get());
        }
        var next = new Attempt(this, key, digest, isOfOtherBody(key, digest), lines);
        open.put(owner(key), next);
        return Optional.of(next);
    }

    private boolean isOfOtherBody(AttemptKey key, long digest) {
        long known = key.isSequence() ? RecentKeys.NO_DIGEST : keys.digest(key);
        return known != RecentKeys.NO_DIGEST && digest != RecentKeys.NO_DIGEST && known != digest;
    }

    @Override
    public void close() {
        AttemptRecovery running;
        synchronized (this) {
            running = recovery;
        }
        if (running != null) {
            running.close();
        }
        writer.close();
    }

    synchronized void ended(Attempt attempt) {
        open.remove(owner(attempt.key()));
        if (attempt.lines() > 0 && attempt.lines() < Attempt.ALL && !attempt.isOfOtherBody()) {
            note(attempt.key(), attempt.lines(), attempt.digest(), clock.nowNs());
        }
    }

    /**
     * Two sequences of one producer are never in progress at once, because the later one would stand for the earlier.
     */
    private static AttemptKey owner(AttemptKey key) {
        return key.isSequence() ? new AttemptKey(key.high(), 0, true) : key;
    }

    private int lines(AttemptKey key) {
        return key.isSequence() ? producers.lines(key) : keys.lines(key);
    }

    private void note(AttemptKey key, int lines, long digest, long receivedAtNs) {
        if (key.isSequence()) {
            producers.put(key, lines);
        } else {
            keys.put(key, lines, digest, receivedAtNs);
        }
    }

    private synchronized void takeReceipts(Block block) {
        for (int receipt = 0; receipt < block.receiptCount(); receipt++) {
            note(block.receiptKey(receipt), block.receiptLines(receipt), RecentKeys.NO_DIGEST, block.maxReceivedNs());
        }
    }

    private void ready() {
        List<Runnable> toRun;
        synchronized (this) {
            isReady = true;
            toRun = List.copyOf(waiting);
            waiting.clear();
        }
        toRun.forEach(Runnable::run);
    }
}
