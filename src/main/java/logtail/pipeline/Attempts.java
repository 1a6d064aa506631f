package logtail.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.runtime.FaultHandler;
import logtail.runtime.Worker;
import org.jspecify.annotations.Nullable;

/**
 * How much of which delivery has been taken, so that lines which are sent again are not kept again. Knows the newest
 * {@value #MAX_KEYS} keys. After a start they are read from the newest {@value #LOOK_BACK_EVENTS} events of the journal,
 * where each key stands in one block with its lines; that happens on the {@code delivery-look-back} thread when the first
 * request with a key comes, so who uses no keys pays nothing. Any thread.
 */
public final class Attempts implements AutoCloseable {
    static final int MAX_KEYS = 100_000;
    static final long LOOK_BACK_EVENTS = 2_000_000;

    private final Journal journal;
    private final long lookBackTo;
    private final FaultHandler faults;
    private final SequencedMap<AttemptKey, Attempt> newest = new LinkedHashMap<>(); // oldest first
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable LookBack lookBack;
    private boolean isReady;

    /** Reads nothing yet; make it before anything is appended. */
    public Attempts(Journal journal, FaultHandler faults) {
        this.journal = journal;
        lookBackTo = journal.lastIndex();
        this.faults = faults;
    }

    /** Runs {@code ready} once {@link #tryBegin} may be called: at once, or on the thread that looks back. */
    public void whenReady(Runnable ready) {
        synchronized (this) {
            if (!isReady) {
                waiting.add(ready);
                if (lookBack == null) {
                    lookBack = new LookBack();
                }
                return;
            }
        }
        ready.run();
    }

    /** The next try of this delivery; empty while another one is under way. */
    public synchronized Optional<Attempt> tryBegin(AttemptKey key) {
        Attempt before = newest.get(key);
        if (before != null && before.isOpen()) {
            return Optional.empty();
        }
        var next = new Attempt(key, before == null ? 0 : before.lines());
        note(key, next);
        return Optional.of(next);
    }

    @Override
    public void close() {
        LookBack running;
        synchronized (this) {
            running = lookBack;
        }
        if (running != null) {
            running.close();
        }
    }

    private void note(AttemptKey key, Attempt delivery) {
        newest.remove(key);
        newest.put(key, delivery);
        if (newest.size() > MAX_KEYS) {
            newest.pollFirstEntry();
        }
    }

    private synchronized void takeReceipts(Block block) {
        for (int receipt = 0; receipt < block.receiptCount(); receipt++) {
            AttemptKey key = block.receiptKey(receipt);
            var kept = new Attempt(key, block.receiptLines(receipt));
            kept.end();
            note(key, kept);
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

    /** One pass over the end of the journal; nothing with a key is appended before it has ended. */
    private final class LookBack implements AutoCloseable {
        private final JournalReader reader = journal.openReader();
        private final Worker worker;
        private boolean isReaderOpen = true;

        LookBack() {
            reader.seek(Math.max(journal.firstIndex(), lookBackTo - LOOK_BACK_EVENTS + 1));
            worker = Worker.start("delivery-look-back", this::read, faults);
        }

        private boolean read() {
            if (!isReaderOpen) {
                return false;
            }
            Block block = reader.next();
            if (block == null || block.firstIndex() > lookBackTo) {
                closeReader();
                ready();
                return false;
            }
            if (block.receiptCount() > 0) {
                takeReceipts(block);
            }
            return true;
        }

        private void closeReader() {
            if (isReaderOpen) {
                isReaderOpen = false;
                reader.close();
            }
        }

        @Override
        public void close() {
            worker.close();
            closeReader();
        }
    }
}
