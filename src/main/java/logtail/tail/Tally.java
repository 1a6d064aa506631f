package logtail.tail;

import java.util.EnumMap;
import java.util.Map;
import logtail.event.Block;
import logtail.event.Severity;

/** Counts what one session has matched and sent. Used by the thread that owns the session; allocates nothing per event. */
final class Tally {
    /** In place of an id: there was no match. Not 0, which stands before the oldest event of a journal. */
    static final long NONE = -1;

    private final long[] byLevel = new long[Severity.values().length]; // since they were taken
    private long matched;
    private long sent;
    private long lastMatch = NONE;

    /** Counts the current event of the block, a match that is not sent yet. */
    void match(Block block) {
        match(block.index(), block.severity());
    }

    /** The same of an event that is known by its id and level. */
    void match(long id, int severity) {
        matched++;
        byLevel[severity]++;
        lastMatch = id;
    }

    /** Counts a match that is sent. */
    void send() {
        sent++;
    }

    /** Matches since the beginning. */
    long matched() {
        return matched;
    }

    /** Those of them that were sent. */
    long sent() {
        return sent;
    }

    /** The id of the match counted last; {@link #NONE} before the first. */
    long lastMatch() {
        return lastMatch;
    }

    /** Matches by level since this was called last; levels without one are left out. */
    Map<Severity, Long> takeByLevel() {
        var taken = new EnumMap<Severity, Long>(Severity.class);
        for (int code = 0; code < byLevel.length; code++) {
            if (byLevel[code] > 0) {
                taken.put(Severity.of(code), byLevel[code]);
                byLevel[code] = 0;
            }
        }
        return taken;
    }
}
