package logtail.journal.kafka;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/** Places in the merged order, found by the times at which blocks were appended. Any thread; all may wait for Kafka. */
final class MergedPlaces {
    private static final long MEASURE_EVERY_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int LOOK_UP_BYTES = 256 << 10;

    private final LaneSource topic;
    private final RecentBlocks recent;
    private final Beginnings beginnings;
    private volatile long eventsOfABlock; // 0 before it is measured
    private volatile long measuredNs;

    MergedPlaces(LaneSource topic, RecentBlocks recent, Beginnings beginnings) {
        this.topic = topic;
        this.recent = recent;
        this.beginnings = beginnings;
    }

    /** The place behind an event in the merged order; null when its block is not there. */
    @Nullable
    Place behind(int lane, long offset) {
        long[] offsets = new long[topic.lanes()];
        offsets[lane] = offset;
        var asked = new BitSet();
        if (offset >= beginnings.of(lane) && offset < recent.seen().ends()[lane]) {
            asked.set(lane);
        }
        LaneBlock found = latest(asked, offsets);
        return found == null || found.offset() != offset ? null : before(found);
    }

    /** A place so many events before another, about; null for the oldest. */
    @Nullable
    Place before(Place place, long events) {
        long[] ends = recent.seen().ends();
        long blocks = Math.max(1, events / eventsOfABlock(ends));
        long[] offsets = new long[ends.length];
        var asked = new BitSet();
        for (int lane = 0; lane < ends.length; lane++) {
            offsets[lane] = Math.min(RecordIds.offset(place.behind(lane)) + 1, ends[lane]) - blocks;
            asked.set(lane, offsets[lane] >= beginnings.of(lane));
        }
        LaneBlock latest = latest(asked, offsets);
        return latest == null ? null : before(latest);
    }

    private long eventsOfABlock(long[] ends) {
        if (eventsOfABlock == 0 || System.nanoTime() - measuredNs > MEASURE_EVERY_NS) {
            try (var old = new OldBlocks(topic, beginnings, LOOK_UP_BYTES)) {
                eventsOfABlock = BlockSizes.events(old, beginnings, ends);
                measuredNs = System.nanoTime();
            }
        }
        return eventsOfABlock;
    }

    /** Of the blocks at these offsets the last one in the merged order; null when none of them is there. */
    private @Nullable LaneBlock latest(BitSet asked, long[] offsets) {
        LaneBlock latest = null;
        var missing = new BitSet();
        for (int lane = asked.nextSetBit(0); lane >= 0; lane = asked.nextSetBit(lane + 1)) {
            LaneBlock found = recent.find(lane, offsets[lane]);
            if (found != null && found.isForgotten()) {
                missing.set(lane);
            } else {
                latest = later(latest, found);
            }
        }
        return missing.isEmpty() ? latest : later(latest, latestOld(missing, offsets));
    }

    private @Nullable LaneBlock latestOld(BitSet asked, long[] offsets) {
        LaneBlock latest = null;
        try (var old = new OldBlocks(topic, beginnings, LOOK_UP_BYTES)) {
            var missing = (BitSet) asked.clone();
            while (!missing.isEmpty()) {
                old.fetch(missing, offsets);
                missing.clear();
                for (int lane = asked.nextSetBit(0); lane >= 0; lane = asked.nextSetBit(lane + 1)) {
                    boolean isGone = offsets[lane] < beginnings.of(lane);
                    missing.set(lane, !isGone && old.find(lane, offsets[lane]) == null);
                }
            }
            for (int lane = asked.nextSetBit(0); lane >= 0; lane = asked.nextSetBit(lane + 1)) {
                latest = later(latest, old.find(lane, offsets[lane]));
            }
        }
        return latest;
    }

    private static @Nullable LaneBlock later(@Nullable LaneBlock one, @Nullable LaneBlock other) {
        return one == null || (other != null && one.isBefore(other)) ? other : one;
    }

    /** Before a block, in every lane. */
    private Place before(LaneBlock block) {
        long[] from = topic.offsetsAt(block.appendedMs());
        long[] behind = topic.offsetsAt(block.appendedMs() + 1);
        long[] place = new long[from.length];
        Arrays.setAll(place, lane -> {
            long offset = lane < block.lane() ? behind[lane] : lane > block.lane() ? from[lane] : block.offset();
            return RecordIds.last(lane, offset - 1);
        });
        return Place.of(place).min(recent.visible());
    }
}
