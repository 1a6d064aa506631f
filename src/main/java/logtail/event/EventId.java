package logtail.event;

/**
 * The ids of events: numbers above 0 that grow, and tell in which lane of the journal the event is. In a journal of one lane
 * they are dense, from 1 on. In one of several lanes a block has all ids of its number, of which its events take the first:
 *
 * <pre>
 *   63    55                               12              0
 *   +-+----+--------------------------------+--------------+
 *   |0|lane| number of the block, from 1    | event, from 0|
 *   +-+----+--------------------------------+--------------+
 * </pre>
 *
 * So the ids of two blocks of a lane touch when no block is missing between them, in either kind of journal.
 */
public final class EventId {
    /** The most lanes that a journal can have. */
    public static final int MOST_LANES = 256;

    /** The most events that a block of one of several lanes can hold. */
    public static final int MOST_EVENTS = 1 << Block.LANE_SPAN;

    /** So many bits are the number of a block. */
    public static final int BLOCK_BITS = 43;

    /** The largest number of a block. */
    public static final long MOST_BLOCKS = (1L << BLOCK_BITS) - 1;

    private static final int LANE_SHIFT = Block.LANE_SPAN + BLOCK_BITS;

    private EventId() {}

    /** The lane that the event is in, from 0. */
    public static int lane(long id) {
        return (int) (id >>> LANE_SHIFT);
    }

    /**
     * The first id of a block of one of several lanes.
     *
     * @param number of the block in its lane, from 1 to {@link #MOST_BLOCKS}
     */
    public static long first(int lane, long number) {
        return (long) lane << LANE_SHIFT | number << Block.LANE_SPAN;
    }

    /** The number of the block that has this id in one of several lanes. */
    public static long block(long id) {
        return id >> Block.LANE_SPAN & MOST_BLOCKS;
    }

    /** The id before the first one of a lane. */
    public static long none(int lane, int lanes) {
        return lanes == 1 ? 0 : first(lane, 1) - 1;
    }
}
