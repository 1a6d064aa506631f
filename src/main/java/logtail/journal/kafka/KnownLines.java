package logtail.journal.kafka;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import logtail.event.AttemptKey;

/**
 * How many lines of keys are stored in each lane, as far as the live reader has come: of the newest keys, and of the last
 * sequence of the newest producers, those of all nodes. Earlier sequences of a producer count as stored, because it begins one
 * when that before is stored, or given up for good. Any thread.
 */
final class KnownLines {
    static final int MOST = 100_000;

    /** A free key in a lane, or a producer. */
    private record InLane(long high, long low, boolean isSequence, int lane) {
        static InLane of(AttemptKey key, int lane) {
            return new InLane(key.high(), key.isSequence() ? 0 : key.low(), key.isSequence(), lane);
        }
    }

    /** How far it has come; the sequence of a free key is its second half. */
    private record Reached(long sequence, int lines) {
        Reached max(Reached other) {
            return sequence < other.sequence || (sequence == other.sequence && lines < other.lines) ? other : this;
        }
    }

    private final long[] ends;
    private Map<InLane, Reached> known = new LinkedHashMap<>(); // the oldest first

    /** Knows nothing before these offsets. */
    KnownLines(long[] ends) {
        this.ends = ends.clone();
    }

    /** Takes the stamp of a block that is next in its lane; call {@link #readTo} behind it. */
    synchronized void add(int lane, Stamp stamp) {
        put(InLane.of(stamp.key(), lane), new Reached(stamp.key().low(), stamp.to()));
    }

    private void put(InLane where, Reached reached) {
        Reached before = known.remove(where);
        known.put(where, before == null ? reached : before.max(reached));
        if (known.size() > MOST) {
            var oldest = known.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Tells that all blocks before these offsets were taken. */
    synchronized void readTo(long[] offsets) {
        System.arraycopy(offsets, 0, ends, 0, ends.length);
    }

    /** Takes what is known of older blocks. */
    synchronized void addOlder(KnownLines older) {
        Map<InLane, Reached> newer = known;
        known = new LinkedHashMap<>(older.known);
        newer.forEach(this::put);
    }

    /**
     * Begins a try to store the lines of a key; empty when a later sequence of its producer is stored.
     *
     * @param former used when nothing is stored under {@code key}
     */
    synchronized Optional<LaneTry> begin(AttemptKey key, Optional<AttemptKey> former) {
        if (isPast(key)) {
            return Optional.empty();
        }
        int[] stored = stored(key);
        if (former.isPresent() && Arrays.stream(stored).allMatch(lines -> lines == 0)) {
            stored = stored(former.get());
        }
        return Optional.of(new LaneTry(key, ends.clone(), stored));
    }

    private boolean isPast(AttemptKey key) {
        for (int lane = 0; key.isSequence() && lane < ends.length; lane++) {
            Reached reached = known.get(InLane.of(key, lane));
            if (reached != null && reached.sequence() > key.low()) {
                return true;
            }
        }
        return false;
    }

    private int[] stored(AttemptKey key) {
        int[] stored = new int[ends.length];
        Arrays.setAll(stored, lane -> {
            Reached reached = known.get(InLane.of(key, lane));
            return reached == null || reached.sequence() != key.low() ? 0 : reached.lines();
        });
        return stored;
    }
}
