package logtail.journal.kafka;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalReader;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads lanes of the topic. A seek notes where each lane ends for readers at that moment. Up to there blocks come in the merged
 * order (time of appending, lane, offset), so that no lane is ever waited for; behind it they come as the live reader got them,
 * each lane in its order. A reader so slow that the recent blocks forget what it reads next notes the ends again.
 *
 * <p>What is recent is read from memory, whatever is older by a consumer of its own ({@link OldBlocks}), which is given up as
 * soon as the reader is level with what is recent. {@link #next} waits for the network then, up to five seconds.
 */
final class KafkaReader implements JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
    private static final int OLD_BYTES_PER_LANE = 1 << 20;
    private static final long CLOCK_MARGIN_MS = TimeUnit.SECONDS.toMillis(10); // brokers' clocks against ours

    private final LaneSource topic;
    private final RecentBlocks recent;
    private final Beginnings beginnings;
    private final BitSet lanes;
    private final OldBlocks old;
    private final ShownOnce once; // of old blocks: the live reader had one for what is recent
    private final BitSet missing = new BitSet();
    private final BitSet byTime = new BitSet(); // lanes that begin at a time which is still to be looked up
    private final long[] next; // offsets
    private final @Nullable LaneBlock[] heads; // first in each lane, as far as known; never behind the noted end
    private final Block block = new Block();
    private RecentBlocks.Seen noted;
    private long arrival; // number of the next one behind the noted ends
    private long timeMs;
    private @Nullable PackedBlock unpacker;
    private boolean isClosed;

    /** Stands before the oldest block of these lanes. */
    KafkaReader(LaneSource topic, RecentBlocks recent, Beginnings beginnings, BitSet lanes) {
        this.topic = topic;
        this.recent = recent;
        this.beginnings = beginnings;
        this.lanes = (BitSet) lanes.clone();
        old = new OldBlocks(topic, beginnings, OLD_BYTES_PER_LANE);
        next = new long[topic.lanes()];
        once = new ShownOnce(next, old::lastLine);
        heads = new @Nullable LaneBlock[topic.lanes()];
        noted = recent.seen();
        arrival = noted.arrivals();
    }

    @Override
    public void seek(long index) {
        noteEnds();
        seekInLane(EventId.lane(index), RecordIds.offset(index));
    }

    @Override
    public void seek(Place place) {
        noteEnds();
        for (int lane = 0; lane < place.lanes(); lane++) {
            seekInLane(lane, RecordIds.offset(place.behind(lane) + 1));
        }
    }

    private void seekInLane(int lane, long offset) {
        byTime.clear(lane);
        moveTo(lane, Math.clamp(offset, 0, noted.ends()[lane]));
    }

    /** Looks the time up when the next block is wanted. */
    @Override
    public void seekReceived(long receivedNs) {
        noteEnds();
        byTime.or(lanes);
        timeMs = Math.max(0, TimeUnit.NANOSECONDS.toMillis(receivedNs) - CLOCK_MARGIN_MS);
    }

    private void noteEnds() {
        checkOpen();
        noted = recent.seen();
        arrival = noted.arrivals();
    }

    private void moveTo(int lane, long offset) {
        next[lane] = offset;
        heads[lane] = null;
        old.leave(lane);
    }

    /** Passes over what is damaged: that is in its ids, and the live reader has logged it. */
    @Override
    public @Nullable Block next() {
        checkOpen();
        findTime();
        for (LaneBlock found = nextFound(); found != null; found = nextFound()) {
            try {
                return take(found);
            } catch (DamagedBlockException e) {
                expectNoNewer(found);
                LOG.debug("at=kafka.damaged partition={} offset={}", topic.partition(found.lane()), found.offset(), e);
            }
        }
        return null;
    }

    /** What this node does not understand is nothing that may be passed over. */
    private static void expectNoNewer(LaneBlock found) {
        if (PackedBlock.isNewer(found.bytes())) {
            throw new JournalFailedException(PackedBlock.older(found.bytes()));
        }
    }

    private @Nullable LaneBlock nextFound() {
        LaneBlock found = firstInOrder();
        while (found == null) {
            old.close();
            found = firstArrived();
            if (found == null) {
                return null;
            }
            if (found.isForgotten()) {
                noteEnds();
                found = firstInOrder();
            }
        }
        return found;
    }

    private void findTime() {
        if (!byTime.isEmpty()) {
            long[] offsets = topic.offsetsAt(timeMs);
            for (int lane = byTime.nextSetBit(0); lane >= 0; lane = byTime.nextSetBit(lane + 1)) {
                moveTo(lane, Math.min(offsets[lane], noted.ends()[lane]));
            }
            byTime.clear();
        }
    }

    /** The next block of the merged order up to the noted ends. */
    private @Nullable LaneBlock firstInOrder() {
        findHeads();
        while (!missing.isEmpty()) {
            old.fetch(missing, next);
            findHeads();
        }
        LaneBlock first = null;
        boolean isOld = false;
        for (LaneBlock head : heads) {
            if (head != null && (first == null || head.isBefore(first))) {
                first = head;
            }
            isOld |= head != null && head.isPacked();
        }
        if (!isOld) {
            old.close();
        }
        return first;
    }

    private void findHeads() {
        missing.clear();
        for (int lane = lanes.nextSetBit(0); lane >= 0; lane = lanes.nextSetBit(lane + 1)) {
            if (heads[lane] == null && next[lane] < noted.ends()[lane]) {
                heads[lane] = findHead(lane);
            }
        }
    }

    /** Null when there is none up to the noted end, or when it must be fetched first. */
    private @Nullable LaneBlock findHead(int lane) {
        LaneBlock head = recent.find(lane, next[lane]);
        if (head != null && head.isForgotten()) {
            next[lane] = Math.max(next[lane], beginnings.of(lane));
            head = old.find(lane, next[lane]);
            if (head == null && next[lane] < noted.ends()[lane]) {
                missing.set(lane);
                return null;
            }
        }
        if (head == null || head.offset() >= noted.ends()[lane]) {
            next[lane] = Math.max(next[lane], noted.ends()[lane]);
            return null;
        }
        return head;
    }

    /** The next block of our lanes behind the noted ends. */
    private @Nullable LaneBlock firstArrived() {
        LaneBlock found = recent.arrival(arrival);
        while (found != null && !found.isForgotten()) {
            arrival++;
            if (lanes.get(found.lane()) && found.offset() >= next[found.lane()]) {
                return found;
            }
            found = recent.arrival(arrival);
        }
        return found;
    }

    private Block take(LaneBlock found) {
        int leftOut = found.isPacked() ? once.leftOut(found.lane(), found.offset(), found.stamp()) : 0;
        heads[found.lane()] = null;
        next[found.lane()] = found.offset() + 1;
        if (!found.isPacked()) {
            return block.wrap(found.bytes(), 0);
        }
        return block.wrap(found.unpacked(unpacker(), leftOut).bytes(), 0);
    }

    private PackedBlock unpacker() {
        PackedBlock made = unpacker;
        if (made == null) {
            made = new PackedBlock();
            unpacker = made;
        }
        return made;
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("this journal reader is closed");
        }
    }

    @Override
    public void close() {
        isClosed = true;
        Arrays.fill(heads, null);
        old.close();
        if (unpacker != null) {
            unpacker.close();
            unpacker = null;
        }
    }
}
