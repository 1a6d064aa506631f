package logtail.cli;

import java.util.TreeSet;

/**
 * Which events were shown while they do not come in the order of their ids: the newest {@value #CAPACITY} exactly, and one
 * id up to which all others count as dealt with. One thread.
 */
final class ShownIds {
    private static final int CAPACITY = 4096; // as far as lines get out of order inside a window

    private final TreeSet<Long> ids = new TreeSet<>();
    private long floor = -1;

    /** False when it was shown before. */
    boolean add(long id) {
        if (id <= floor || !ids.add(id)) {
            return false;
        }
        if (ids.size() > CAPACITY) {
            floor = ids.removeFirst();
        }
        return true;
    }

    /** Behind which id to go on, so that nothing can be missing: some of what comes then was shown. */
    long resumeAfter() {
        return floor >= 0 || ids.isEmpty() ? floor : ids.getFirst() - 1;
    }
}
