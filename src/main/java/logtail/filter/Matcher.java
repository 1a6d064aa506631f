package logtail.filter;

import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/**
 * A compiled {@link Filter} that runs on blocks. It skips a block when its header rules out a match (apps, worst
 * level), or when it contains none of the texts of which every match has one ({@link Anchor}). In other blocks it tests
 * only the events around those texts. In a block with colours it tests each event. One thread at a time; allocates nothing after construction, except for regular
 * expressions on messages that contain their texts.
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

    /** The highest severity code that may match; -1 when no event ever matches. */
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

    /** False only when no event of the block can match; costs at most one search over its bytes per text. */
    public boolean mayMatch(Block block) {
        return (!hasReach || reaches(block)) && (search == null || block.hasCodes() || search.isIn(block));
    }

    /** Whether the current event matches. */
    public boolean matches(Block block) {
        return test.test(block);
    }

    /**
     * Moves to the next matching event; false when none is left, after which the position in the block is undefined.
     * Much faster over a whole block than {@link #matches} on each event.
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
        if (search == null || block.hasCodes()) {
            return block.nextEvent(); // colours may hide the texts
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
