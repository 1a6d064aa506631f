package logtail.pipeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import logtail.event.AttemptKey;
import logtail.event.Block;

/**
 * Remembers the last sequence of each producer and how many of its lines are stored. All earlier sequences count as
 * stored completely, because a producer starts a batch only when the one before is stored or given up for good. Evicts
 * the producers that were silent longest when there are too many.
 *
 * <p>Also holds how far each producer is found in the journal itself, up to where {@link ProducersWriter} has read. An
 * attempt that ended may be ahead of the journal, so only this may be written to a file. Any thread.
 */
final class Producers {
    static final int MAX_PRODUCERS = 65_536;

    /** Producer u64, sequence u64, lines u32; little-endian. */
    static final int SAVED_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private static final int ENTRY_BYTES = 128;

    /** How far one producer came; a sequence with 0 lines is none. */
    private static final class Last {
        long sequence;
        int lines;
        long savedSequence;
        int savedLines;

        void reach(long next, int kept) {
            if (lines == 0 || next > sequence) {
                sequence = next;
                lines = kept;
            } else if (next == sequence) {
                lines = Math.max(lines, kept);
            }
        }

        void reachSaved(long next, int kept) {
            reach(next, kept);
            if (savedLines == 0 || next > savedSequence) {
                savedSequence = next;
                savedLines = kept;
            } else if (next == savedSequence) {
                savedLines = Math.max(savedLines, kept);
            }
        }
    }

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
    synchronized int lines(AttemptKey key) {
        Last last = byId.get(key.high());
        if (last == null || key.low() > last.sequence) {
            return 0;
        }
        return key.low() < last.sequence ? Attempt.ALL : last.lines;
    }

    /** Records how many lines of a sequence are stored. */
    synchronized void put(AttemptKey key, int lines) {
        last(key.high()).reach(key.low(), lines);
    }

    /** Records the receipts of a block that is in the journal. */
    synchronized void save(Block block) {
        for (int receipt = 0; receipt < block.receiptCount(); receipt++) {
            AttemptKey key = block.receiptKey(receipt);
            if (key.isSequence()) {
                last(key.high()).reachSaved(key.low(), block.receiptLines(receipt));
            }
        }
    }

    /** What {@link #save} and {@link #restore} were given, {@value #SAVED_BYTES} bytes each, silent for longest first. */
    synchronized ByteBuffer saved() {
        ByteBuffer saved = ByteBuffer.allocate(byId.size() * SAVED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        byId.forEach((id, last) -> {
            if (last.savedLines > 0) {
                saved.putLong(id).putLong(last.savedSequence).putInt(last.savedLines);
            }
        });
        return saved.flip();
    }

    /** Takes what {@link #saved} gave. */
    synchronized void restore(ByteBuffer saved) {
        while (saved.hasRemaining()) {
            last(saved.getLong()).reachSaved(saved.getLong(), saved.getInt());
        }
    }

    private Last last(long id) {
        return byId.computeIfAbsent(id, absent -> new Last());
    }
}
