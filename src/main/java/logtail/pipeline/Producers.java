package logtail.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import logtail.event.AttemptKey;

/**
 * Remembers the last sequence of each producer and how many of its lines are stored. All earlier sequences count as
 * stored completely, because a producer starts a batch only when the one before is stored or given up for good. Evicts
 * the producers that were silent longest when there are too many. Not thread-safe.
 */
final class Producers {
    static final int MAX_PRODUCERS = 65_536;
    private static final int ENTRY_BYTES = 128;

    private record Last(long sequence, int lines) {}

    private final Map<Long, Last> byId;

    /** @param maxBytes the memory for all producers */
    Producers(long maxBytes) {
        long most = Math.clamp(maxBytes / ENTRY_BYTES, 16, MAX_PRODUCERS);
        byId = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Last> eldest) {
                return size() > most;
            }
        };
    }

    /** How many lines are stored: {@link Attempt#ALL} for a sequence before the last one, 0 for a later one. */
    int lines(AttemptKey key) {
        Last last = byId.get(key.high());
        if (last == null || key.low() > last.sequence) {
            return 0;
        }
        return key.low() < last.sequence ? Attempt.ALL : last.lines;
    }

    /** Records how many lines of a sequence are stored. */
    void put(AttemptKey key, int lines) {
        Last last = byId.get(key.high());
        if (last == null || key.low() >= last.sequence) {
            byId.put(key.high(), new Last(key.low(), lines));
        }
    }
}
