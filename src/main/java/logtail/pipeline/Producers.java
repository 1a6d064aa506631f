package logtail.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import logtail.event.AttemptKey;

/**
 * The last sequence of each producer and how many of its lines are kept; all sequences before it are kept whole, as a
 * producer goes on only when a batch is kept, or given up for good. Forgets the producers that were silent longest when
 * there are too many. Not thread-safe.
 */
final class Producers {
    static final int MAX_PRODUCERS = 65_536;
    private static final int ENTRY_BYTES = 128;

    private record Last(long sequence, int lines) {}

    private final Map<Long, Last> byId;

    /** @param maxBytes memory for all of them */
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

    /** {@link Attempt#ALL} of a sequence before the last one, 0 of a later one. */
    int lines(AttemptKey key) {
        Last last = byId.get(key.high());
        if (last == null || key.low() > last.sequence) {
            return 0;
        }
        return key.low() < last.sequence ? Attempt.ALL : last.lines;
    }

    /** Takes note of how far a sequence has come. */
    void put(AttemptKey key, int lines) {
        Last last = byId.get(key.high());
        if (last == null || key.low() >= last.sequence) {
            byId.put(key.high(), new Last(key.low(), lines));
        }
    }
}
