package logtail.journal.kafka;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import logtail.journal.JournalUnreadableException;

/**
 * Reads the stamps at the end of the topic, up to where the live reader began: those of all blocks appended in the last ten
 * minutes, and of the newest two million events at least, about. Unpacks nothing. One thread, which waits for Kafka.
 */
final class StampScan {
    private static final long SINCE_MS = TimeUnit.MINUTES.toMillis(10);
    private static final long LEAST_EVENTS = 2_000_000;
    private static final int BYTES_PER_LANE = 2 << 20;
    private static final int STEPS = 32;

    private final LaneSource topic;
    private final Beginnings beginnings;
    private final long[] ends;

    /** @param ends for each lane the offset to read to */
    StampScan(LaneSource topic, Beginnings beginnings, long[] ends) {
        this.topic = topic;
        this.beginnings = beginnings;
        this.ends = ends.clone();
    }

    /**
     * What it finds. Goes through all lanes at once, more or less, so that what it finds last is the newest.
     *
     * @param isOver asked now and then; it ends early then
     * @throws JournalUnreadableException when Kafka does not answer; all of it may be read again
     */
    KnownLines read(long nowMs, BooleanSupplier isOver) {
        var found = new KnownLines(ends);
        long[] from = topic.offsetsAt(nowMs - SINCE_MS);
        try (var old = new OldBlocks(topic, beginnings, BYTES_PER_LANE).waitForNobody()) {
            long blocks = LEAST_EVENTS / BlockSizes.events(old, beginnings, ends) / ends.length;
            Arrays.setAll(from, lane -> first(lane, Math.min(from[lane], ends[lane] - blocks)));
            for (int step = 0; step < STEPS; step++) {
                for (int lane = 0; lane < ends.length && !isOver.getAsBoolean(); lane++) {
                    long length = Math.max(0, ends[lane] - from[lane]);
                    long at = from[lane] + length * step / STEPS;
                    read(old, lane, at, from[lane] + length * (step + 1) / STEPS, found);
                }
            }
        }
        return found;
    }

    private static void read(OldBlocks old, int lane, long from, long to, KnownLines found) {
        old.each(lane, from, to, block -> {
            Stamp stamp = block.stamp();
            if (stamp != null) {
                found.add(lane, stamp);
            }
        });
    }

    private long first(int lane, long offset) {
        return Math.max(offset, beginnings.of(lane));
    }
}
