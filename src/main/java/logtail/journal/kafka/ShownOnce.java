package logtail.journal.kafka;

import java.util.stream.IntStream;
import logtail.event.AttemptKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells a reader of lanes how much of a block it has seen already, by the rule of {@link SeenLines}. Each reader has one and
 * asks it for each block, in order. Blocks that are of no delivery cost nothing. One thread at a time.
 */
final class ShownOnce {
    private static final int MOST_STAMPS = 4096; // of a lane

    /** Looks at blocks that a reader has not met, or does not know any more. */
    @FunctionalInterface
    interface LookBack {
        /**
         * The last line of a key in a lane's blocks from one offset to another, that one not included; 0 for none.
         *
         * @throws logtail.journal.JournalUnreadableException when they cannot be read
         */
        int last(int lane, AttemptKey key, long from, long to);
    }

    private final SeenLines[] lanes;
    private final LookBack before;

    /** For a reader that begins at these offsets. */
    ShownOnce(long[] offsets, LookBack before) {
        this(offsets, before, MOST_STAMPS);
    }

    ShownOnce(long[] offsets, LookBack before, int mostStamps) {
        lanes = IntStream.range(0, offsets.length)
                .mapToObj(lane -> new SeenLines(offsets[lane], mostStamps))
                .toArray(SeenLines[]::new);
        this.before = before;
    }

    /**
     * How many of the first events of a block are to be left out, as its reader has seen them.
     *
     * @param stamp of the block; null when it is of no delivery
     * @throws logtail.journal.JournalUnreadableException when it cannot be found out; ask again later
     */
    int leftOut(int number, long offset, @Nullable Stamp stamp) {
        SeenLines lane = lanes[number];
        lane.comeTo(offset);
        if (stamp == null) {
            lane.pass();
            return 0;
        }
        int seen = Math.max(stamp.from() - 1, lane.last(stamp.key(), stamp.readTo()));
        if (stamp.readTo() < lane.from() && seen < stamp.to()) {
            seen = Math.max(seen, before.last(number, stamp.key(), stamp.readTo(), lane.from()));
        }
        lane.pass(stamp);
        return Math.min(seen, stamp.to()) - stamp.from() + 1;
    }
}
