package logtail.journal.kafka;

import java.util.Arrays;
import logtail.event.AttemptKey;

/**
 * One try to store the lines of a key: counts the lines of each lane, and knows which of them were stored when it began. The
 * writer's thread.
 */
final class LaneTry {
    private final AttemptKey key;
    private final long[] readTo;
    private final int[] stored;
    private final int[] lines;
    private volatile boolean hasNew;

    /**
     * For each lane:
     *
     * @param readTo up to which offset this node had read
     * @param stored how many lines of the key it met there
     */
    LaneTry(AttemptKey key, long[] readTo, int[] stored) {
        this.key = key;
        this.readTo = readTo;
        this.stored = stored;
        lines = new int[stored.length];
    }

    /** How many lines were stored when it began. Any thread. */
    int stored() {
        return Arrays.stream(stored).sum();
    }

    /** Whether the next line of a lane was stored when the try began. */
    boolean isStored(int lane) {
        return lines[lane] < stored[lane];
    }

    /** Passes the next line of a lane, which is stored already or put into a block. */
    void pass(int lane) {
        if (!hasNew && !isStored(lane)) {
            hasNew = true;
        }
        lines[lane]++;
    }

    /** Of the block of a lane that holds the last so many lines. */
    Stamp stamp(int lane, int count) {
        return new Stamp(key, lines[lane] - count + 1, lines[lane], readTo[lane]);
    }

    /** Whether some line so far was not stored before. Any thread. */
    boolean hasNew() {
        return hasNew;
    }
}
