package logtail.journal.index;

import logtail.event.Block;

/** What a seek looks for: it is false of all blocks up to a place, and true of all behind it. */
@FunctionalInterface
public interface Wanted {
    /**
     * Decides on one block.
     *
     * @param lastIndex id of its last event
     * @param highWaterNs latest time of receipt up to and with it
     */
    boolean test(long lastIndex, long highWaterNs);

    default boolean test(Block block) {
        return test(block.lastIndex(), block.highWaterNs());
    }
}
