package logtail.cli.tail;

import java.util.TreeSet;

/**
 * Which events were shown while they do not come in the order of their ids: the newest {@value #CAPACITY} exactly. One
 * thread.
 */
public final class ShownIds {
    private static final int CAPACITY = 65_536; // as far as lines get out of order inside a window

    private final TreeSet<Long> ids = new TreeSet<>();
    private long floor = -1;

    /**
     * False when it was shown before. What is older than all that are known is taken for new: a stream repeats nothing, and
     * one that is taken up begins behind {@link #resumeAfter}.
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

    /** Ids begin anew. */
    void clear() {
        ids.clear();
        floor = -1;
    }

    /** Ids behind {@code last} will be given to others. */
    void forgetBehind(long last) {
        ids.tailSet(last, false).clear();
    }

    /** Behind which id to go on, so that nothing can be missing: some of what comes then was shown. */
    long resumeAfter() {
        return floor >= 0 || ids.isEmpty() ? floor : ids.getFirst() - 1;
    }
}
