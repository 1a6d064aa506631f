package logtail.journal.index;

import logtail.event.Block;

/** The predicate of a binary search over blocks: false for all blocks up to a position, true for all behind it. */
@FunctionalInterface
public interface Wanted {
    /**
     * Tests one block.
     *
     * @param lastIndex the id of its last event
     * @param highWaterNs the latest time of receipt up to and including it
     */
    boolean test(long lastIndex, long highWaterNs);

    default boolean test(Block block) {
        return test(block.lastIndex(), block.highWaterNs());
    }
}
