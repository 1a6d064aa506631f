package logtail.journal.kafka;

import java.util.ArrayList;
import java.util.List;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * The newest blocks of all lanes, unpacked, in the order in which the live reader got them; the oldest are forgotten first.
 * Holds all that arrived behind a place of its own, and knows up to where readers may see. Written by one thread, read by
 * any.
 */
final class RecentBlocks {
    private static final int OVERHEAD_BYTES = 64; // of an entry, about

    private final long mostBytes;
    private final BlockQueue arrived = new BlockQueue();
    private final List<BlockQueue> lanes = new ArrayList<>();
    private final long[] heldFrom;
    private final long[] ends;
    private long forgotten; // how many have been
    private long bytes;
    private volatile Place visible;

    /**
     * What was seen at one moment.
     *
     * @param ends for each lane the offset behind the newest block
     * @param arrivals how many blocks had arrived by then
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Seen(long[] ends, long arrivals) {}

    /**
     * Holds nothing yet.
     *
     * @param ends for each lane the offset from which on blocks will be added
     */
    RecentBlocks(long[] ends, long mostBytes) {
        this.ends = ends.clone();
        this.mostBytes = mostBytes;
        heldFrom = ends.clone();
        for (int lane = 0; lane < ends.length; lane++) {
            lanes.add(new BlockQueue());
        }
        visible = place();
    }

    /**
     * Shows blocks to readers, all at once.
     *
     * @param blocks unpacked, each lane in its order; those that could not be unpacked are left out
     * @param newEnds for each lane the offset behind the newest block
     */
    synchronized void add(List<LaneBlock> blocks, long[] newEnds) {
        for (LaneBlock block : blocks) {
            arrived.addLast(block);
            lanes.get(block.lane()).addLast(block);
            bytes += sizeBytes(block);
        }
        while (bytes > mostBytes) {
            forgetOldest();
        }
        System.arraycopy(newEnds, 0, ends, 0, ends.length);
        visible = place();
    }

    private void forgetOldest() {
        LaneBlock oldest = arrived.removeFirst();
        lanes.get(oldest.lane()).removeFirst();
        heldFrom[oldest.lane()] = oldest.offset() + 1;
        forgotten++;
        bytes -= sizeBytes(oldest);
    }

    private static long sizeBytes(LaneBlock block) {
        return (long) block.bytes().length + OVERHEAD_BYTES;
    }

    private Place place() {
        return RecordIds.place(ends);
    }

    /** Behind all that readers may see. Never waits. */
    Place visible() {
        return visible;
    }

    /** What readers may see now. */
    synchronized Seen seen() {
        return new Seen(ends.clone(), forgotten + arrived.size());
    }

    /** How much memory they take, about. */
    synchronized long bytes() {
        return bytes;
    }

    /** From this offset on it holds all that arrived of a lane. */
    synchronized long heldFrom(int lane) {
        return heldFrom[lane];
    }

    /** The first block of a lane at an offset or behind it; null when none has arrived yet, or {@link LaneBlock#FORGOTTEN}. */
    synchronized @Nullable LaneBlock find(int lane, long offset) {
        return offset < heldFrom[lane] ? LaneBlock.FORGOTTEN : lanes.get(lane).find(offset);
    }

    /** The block before which so many arrived; null when it has not arrived yet, or {@link LaneBlock#FORGOTTEN}. */
    synchronized @Nullable LaneBlock arrival(long number) {
        if (number < forgotten) {
            return LaneBlock.FORGOTTEN;
        }
        long index = number - forgotten;
        return index < arrived.size() ? arrived.get((int) index) : null;
    }
}
