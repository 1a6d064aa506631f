package logtail.journal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.BlockEncoder;

/** A journal as nodes share one, for tests: knows by itself how many lines of each key are stored. Any thread. */
public final class SharedJournal extends ForwardingJournal {
    private final Map<AttemptKey, Integer> stored = new ConcurrentHashMap<>();
    private volatile String trouble = "";

    public SharedJournal(Journal target) {
        super(target);
    }

    /** From now on, or until told otherwise by an empty text, no try can begin. */
    public void troubled(String why) {
        trouble = why;
    }

    @Override
    public Optional<Deliveries> deliveries() {
        return Optional.of(new Tries());
    }

    private final class Tries implements Deliveries {
        @Override
        public String trouble() {
            return trouble;
        }

        @Override
        public void whenReady(Runnable ready) {
            ready.run();
        }

        @Override
        public Optional<Delivery> begin(AttemptKey key, Optional<AttemptKey> former) {
            boolean isPast = key.isSequence()
                    && stored.keySet().stream()
                            .anyMatch(other ->
                                    other.isSequence() && other.high() == key.high() && other.low() > key.low());
            return isPast ? Optional.empty() : Optional.of(new Try(key));
        }
    }

    private final class Try implements Delivery {
        private final AttemptKey key;
        private int lines;
        private volatile boolean hasNew;

        Try(AttemptKey key) {
            this.key = key;
        }

        @Override
        public void append(byte[] bytes, int lengthBytes, Appended appended) {
            var encoder = new BlockEncoder(lengthBytes, lengthBytes);
            var block = new Block().wrap(bytes, 0);
            while (block.nextEvent()) {
                if (++lines > stored.getOrDefault(key, 0) && !encoder.tryAppend(block)) {
                    throw new IllegalStateException("no room for a part of what there was");
                }
            }
            if (encoder.count() > 0) {
                hasNew = true;
                stored.put(key, lines);
                encoder.finish();
                SharedJournal.this.append(encoder.bytes(), encoder.lengthBytes(), appended);
            }
        }

        @Override
        public int stored() {
            return SharedJournal.this.stored.getOrDefault(key, 0);
        }

        @Override
        public boolean isReplay() {
            return !hasNew;
        }
    }
}
