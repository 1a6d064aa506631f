package logtail.journal.kafka;

import java.util.Arrays;
import logtail.event.AttemptKey;

/**
 * Which lines of deliveries a reader of a lane has met lately. It is the rule by which all readers show each line once, whoever
 * stored it how many times: a block at offset o, whose writer had read up to offset c when its try began, has no line that was
 * stored before c. What other tries have stored is in [c, o), so there a reader looks, and nowhere else; else those who began
 * to read at different offsets would not show the same.
 *
 * <p>Knows all stamps from {@link #from} on to where it has come, which are the newest so many. One thread at a time.
 */
final class SeenLines {
    private static final int LEAST = 16;

    private final int most;
    private long[] offsets; // a ring, whose size is a power of two
    private AttemptKey[] keys;
    private int[] lines;
    private int first;
    private int count;
    private long from;
    private long end;

    /**
     * Knows nothing before this offset.
     *
     * @param most how many stamps to know, a power of two
     */
    SeenLines(long offset, int most) {
        this.most = most;
        int size = Math.min(LEAST, most);
        offsets = new long[size];
        keys = new AttemptKey[size];
        lines = new int[size];
        from = offset;
        end = offset;
    }

    /** It knows all stamps from this offset on. */
    long from() {
        return from;
    }

    /** Comes to an offset; when that is not where it is, it begins anew there. */
    void comeTo(long offset) {
        if (offset != end) {
            from = offset;
            end = offset;
            first = 0;
            count = 0;
        }
    }

    /** The last line of a key that it met at this offset or later; 0 for none. */
    int last(AttemptKey key, long since) {
        int last = 0;
        for (int i = count - 1; i >= 0 && offsets[at(i)] >= since; i--) {
            if (keys[at(i)].equals(key)) {
                last = Math.max(last, lines[at(i)]);
            }
        }
        return last;
    }

    /** Passes a block that is none of a delivery. */
    void pass() {
        end++;
    }

    /** Passes a block of a delivery. */
    void pass(Stamp stamp) {
        if (count == offsets.length) {
            makeRoom();
        }
        int at = at(count++);
        offsets[at] = end++;
        keys[at] = stamp.key();
        lines[at] = stamp.to();
    }

    private int at(int index) {
        return (first + index) & (offsets.length - 1);
    }

    private void makeRoom() {
        if (count == most) {
            from = offsets[first] + 1;
            first = at(1);
            count--;
            return;
        }
        int size = 2 * count;
        long[] moreOffsets = new long[size];
        var moreKeys = Arrays.copyOf(keys, size);
        int[] moreLines = new int[size];
        for (int i = 0; i < count; i++) {
            moreOffsets[i] = offsets[at(i)];
            moreKeys[i] = keys[at(i)];
            moreLines[i] = lines[at(i)];
        }
        offsets = moreOffsets;
        keys = moreKeys;
        lines = moreLines;
        first = 0;
    }
}
