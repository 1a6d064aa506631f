package logtail.cli.tail;

import java.util.LinkedHashSet;
import java.util.TreeSet;

/**
 * Ids of the events shown so far, for streams that are not ordered by id; exact for the newest {@value #CAPACITY}. One
 * thread.
 */
public final class ShownIds {
    private static final int CAPACITY = 65_536; // how far lines can be out of order within a window

    private final TreeSet<Long> ids = new TreeSet<>();
    private final LinkedHashSet<String> veiled =
            new LinkedHashSet<>(); // ids that are no numbers, the oldest shown first
    private long floor = -1;

    /**
     * Adds an id; false when it was shown before. An id older than all remembered ones counts as new: a stream never repeats
     * an event, and a resumed one starts after {@link #resumeAfter}.
     */
    boolean add(long id) {
        if (id <= floor) {
            return true;
        }
        if (!ids.add(id)) {
            return false;
        }
        if (ids.size() > CAPACITY) {
            floor = ids.removeFirst();
        }
        return true;
    }

    /** The same for an id that is no number: false when it is among the newest shown. */
    boolean add(String id) {
        if (!veiled.add(id)) {
            return false;
        }
        if (veiled.size() > CAPACITY) {
            veiled.removeFirst();
        }
        return true;
    }

    /** Forgets all ids, as another journal has its own. */
    void clear() {
        ids.clear();
        veiled.clear();
        floor = -1;
    }

    /** Forgets ids after {@code last}, which new events may get. */
    void forgetBehind(long last) {
        ids.tailSet(last, false).clear();
    }

    /** The id to resume after without missing an event; some events after it may have been shown. */
    long resumeAfter() {
        return floor >= 0 || ids.isEmpty() ? floor : ids.getFirst() - 1;
    }
}
