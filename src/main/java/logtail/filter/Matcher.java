package logtail.filter;

import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Filter} made ready to run on blocks. A block is passed over when its header rules it out (its apps, its worst
 * level), or when none of the texts is in it that every match has one of ({@link Anchor}); in the others only the events
 * around those texts are looked at. One thread at a time; allocates nothing after its birth, but for regular expressions
 * on messages that hold their texts.
 */
public final class Matcher {
    private final EventTest test;
    private final @Nullable Search search;
    private final Reach reach;
    private final boolean hasReach;

    private Matcher(EventTest test, @Nullable Search search, Reach reach) {
        this.test = test;
        this.search = search;
        this.reach = reach;
        hasReach = !wantsEveryApp() || reach.levels() != Filter.Levels.ALL;
    }

    public static Matcher of(Filter filter) {
        return new Matcher(
                EventTests.of(filter), Anchor.of(filter).map(Search::new).orElse(null), Reach.of(filter));
    }

    /** The highest severity code that may match: events of higher ones never do; -1 when no event ever matches. */
    public int worst() {
        return reach.worst();
    }

    /** Whether {@link #mayWantApp} is true of all names. */
    public boolean wantsEveryApp() {
        return reach.apps().equals(Reach.ANY);
    }

    /** False only when no event of the app named {@code bytes[from, from + length)} can match. */
    public boolean mayWantApp(byte[] bytes, int from, int length) {
        return reach.apps().test(bytes, from, from + length);
    }

    /** False only when no event of the block can match; costs one search over its bytes for each text at most. */
    public boolean mayMatch(Block block) {
        return (!hasReach || reaches(block)) && (search == null || search.isIn(block));
    }

    /** Whether the current event matches. */
    public boolean matches(Block block) {
        return test.test(block);
    }

    /**
     * Moves to the next event that matches; false when none is left, and then the block stands anywhere. Over a whole
     * block this is much faster than {@link #matches} on each event.
     */
    public boolean nextMatch(Block block) {
        while (nextCandidate(block)) {
            if (test.test(block)) {
                return true;
            }
        }
        return false;
    }

    private boolean reaches(Block block) {
        if (block.worstSeverity() > reach.worst()) {
            return false;
        }
        if (wantsEveryApp()) {
            return true;
        }
        int count = block.sourceCount();
        for (int source = 0; source < count; source++) {
            if (mayWantApp(block.bytes(), block.appFrom(source), block.appLength(source))) {
                return true;
            }
        }
        return false;
    }

    private boolean nextCandidate(Block block) {
        if (search == null) {
            return block.nextEvent();
        }
        int hit = search.indexIn(block);
        if (hit < 0) {
            return false;
        }
        while (block.nextEvent()) {
            if (hit < block.eventEnd()) {
                return true;
            }
        }
        return false;
    }
}
