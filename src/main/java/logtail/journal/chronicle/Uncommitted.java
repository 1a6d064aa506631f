package logtail.journal.chronicle;

import java.util.Arrays;
import logtail.journal.Journal.Appended;
import org.jspecify.annotations.Nullable;

/**
 * The blocks appended since the last commit, in order, with their callbacks. The writer's thread; grows, never shrinks.
 */
final class Uncommitted {
    private @Nullable Appended[] told = new Appended[64];
    private long[] ids = new long[128]; // first and last id of each block, alternating
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    /** The newest id; defined only when not empty. */
    long lastIndex() {
        return ids[2 * count - 1];
    }

    void add(Appended appended, long firstIndex, long lastIndex) {
        if (count == told.length) {
            told = Arrays.copyOf(told, count * 2);
            ids = Arrays.copyOf(ids, count * 4);
        }
        told[count] = appended;
        ids[2 * count] = firstIndex;
        ids[2 * count + 1] = lastIndex;
        count++;
    }

    /** Calls all callbacks and clears the list; an exception of one never keeps the others from being called. */
    void complete() {
        int all = count;
        count = 0;
        @Nullable RuntimeException failure = null;
        for (int i = 0; i < all; i++) {
            Appended appended = told[i];
            told[i] = null;
            try {
                if (appended != null) {
                    appended.onAppended(ids[2 * i], (int) (ids[2 * i + 1] - ids[2 * i] + 1));
                }
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
