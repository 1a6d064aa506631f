package logtail.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a journal that this daemon alone writes: for each producer the lines of its last sequence ({@link Producers}), for
 * free keys those of recent ones ({@link RecentKeys}).
 *
 * <p>After a start the first request with a key begins the recovery scan, which reads both from the receipts at the end
 * of the journal on a thread of its own ({@link AttemptRecovery}). Without such requests it never runs. Producers that were
 * silent for longer come from a file ({@link ProducersWriter}). Any thread.
 */
final class KeysOfReceipts implements StoredKeys {
    private final Journal journal;
    private final long recoverTo;
    private final Clock clock;
    private final FaultHandler faults;
    private final RecentKeys keys;
    private final Producers producers;
    private final ProducersWriter writer;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable AttemptRecovery recovery;
    private boolean isReady;

    /**
     * Reads the producers' file and nothing else yet; call before anything is appended.
     *
     * @param file where producers are kept across starts
     * @param maxBytes the memory it may use: a quarter for producers, the rest for free keys
     */
    KeysOfReceipts(Journal journal, Path file, Clock clock, long maxBytes, FaultHandler faults) {
        this.journal = journal;
        recoverTo = journal.lastIndex(0);
        this.clock = clock;
        this.faults = faults;
        producers = new Producers(maxBytes / 4);
        keys = new RecentKeys(maxBytes / 4 * 3);
        writer = ProducersWriter.start(journal, producers, file, faults);
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
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

    @Override
    public synchronized Begun begin(AttemptKey key, Optional<AttemptKey> former, long digest) {
        int lines = lines(key);
        if (lines == 0 && former.isPresent()) {
            lines = lines(former.get());
        }
        return new Begun(lines, !key.isSequence() && keys.isOfOtherBody(key, digest), null);
    }

    private int lines(AttemptKey key) {
        return key.isSequence() ? producers.lines(key) : keys.lines(key);
    }

    @Override
    public synchronized void ended(AttemptKey key, int lines, long digest) {
        note(key, lines, digest, clock.nowNs());
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
}
