package logtail.journal.kafka;

import java.util.ArrayList;
import java.util.List;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.EventId;
import logtail.journal.Journal.Appended;
import org.jspecify.annotations.Nullable;

/**
 * Deals the events of blocks to blocks of their lanes, each in the order in which it gets them. A block of a lane holds events of
 * one delivery, or of none; those that are stored already are left out. Nothing is allocated per event. The writer's thread.
 */
final class LaneEncoders {
    /** A block is full when it has so many bytes; an event that is larger has one of its own. */
    static final int BLOCK_BYTES = 256 << 10;

    /**
     * The events that a block of a lane has of one that was appended.
     *
     * @param from where the first of them is, from 0
     */
    record Part(Appended appended, int from, int count) {}

    /** Takes the finished blocks. */
    @FunctionalInterface
    interface Finished {
        /**
         * The encoder is reused when this returns.
         *
         * @param stamp null when the block is of no delivery
         */
        void onFinished(int lane, BlockEncoder block, @Nullable Stamp stamp, List<Part> parts);
    }

    /** The block of a lane that is being filled. */
    private static final class Lane {
        private final BlockEncoder usual = new BlockEncoder(BLOCK_BYTES, 0);
        private BlockEncoder encoder = usual;
        private List<Part> parts = new ArrayList<>();
        private int partFrom; // of the block that is being dealt
        private boolean isDealtTo;
        private @Nullable LaneTry delivery; // whose events it has
    }

    private final Lane[] lanes;
    private final Lane[] dealtTo; // by the block that is being dealt
    private final Finished finished;
    private int[] laneOfSource = new int[16];
    private int dealtToCount;

    LaneEncoders(int lanes, Finished finished) {
        this.lanes = new Lane[lanes];
        this.finished = finished;
        dealtTo = new Lane[lanes];
    }

    /**
     * Deals all events of a finished block.
     *
     * @param delivery whose lines they are, or null
     */
    void deal(Block block, @Nullable LaneTry delivery, Appended appended) {
        findLanes(block);
        block.rewind();
        while (block.nextEvent()) {
            int lane = laneOfSource[block.source()];
            if (delivery == null) {
                add(block, lane, null, appended);
            } else {
                if (!delivery.isStored(lane)) {
                    add(block, lane, delivery, appended);
                }
                delivery.pass(lane);
            }
        }
        for (int i = 0; i < dealtToCount; i++) {
            Lane lane = dealtTo[i];
            endPart(lane, appended);
            lane.isDealtTo = false;
        }
        dealtToCount = 0;
    }

    private void findLanes(Block block) {
        int sources = block.sourceCount();
        if (sources > laneOfSource.length) {
            laneOfSource = new int[Math.max(sources, laneOfSource.length * 2)];
        }
        for (int source = 0; source < sources; source++) {
            laneOfSource[source] =
                    Lanes.lane(block.bytes(), block.appFrom(source), block.appLength(source), lanes.length);
        }
    }

    private void add(Block block, int number, @Nullable LaneTry delivery, Appended appended) {
        Lane lane = lanes[number];
        if (lane == null) {
            lane = new Lane();
            lanes[number] = lane;
        }
        if (!lane.isDealtTo) {
            begin(number, lane, delivery);
        }
        if (lane.encoder.count() == EventId.MOST_EVENTS || !lane.encoder.tryAppend(block)) {
            endPart(lane, appended);
            finish(number, lane);
            addFirst(block, lane);
        }
    }

    @SuppressWarnings("ReferenceEquality") // each try counts for itself
    private void begin(int number, Lane lane, @Nullable LaneTry delivery) {
        lane.isDealtTo = true;
        dealtTo[dealtToCount++] = lane;
        if (lane.delivery != delivery) {
            finish(number, lane);
            lane.delivery = delivery;
        }
        lane.partFrom = lane.encoder.count();
    }

    private static void addFirst(Block block, Lane lane) {
        if (!lane.encoder.tryAppend(block)) {
            lane.encoder = new BlockEncoder(BLOCK_BYTES, block.eventEnd() - block.messageFrom());
            if (!lane.encoder.tryAppend(block)) {
                throw new IllegalStateException("no room for one event");
            }
        }
    }

    private static void endPart(Lane lane, Appended appended) {
        int count = lane.encoder.count() - lane.partFrom;
        if (count > 0) {
            lane.parts.add(new Part(appended, lane.partFrom, count));
        }
        lane.partFrom = lane.encoder.count();
    }

    /** Finishes the blocks of all lanes that have events. */
    void finish() {
        for (int number = 0; number < lanes.length; number++) {
            Lane lane = lanes[number];
            if (lane != null) {
                finish(number, lane);
                lane.delivery = null; // which may be over
            }
        }
    }

    private void finish(int number, Lane lane) {
        if (lane.encoder.count() > 0) {
            lane.encoder.finish();
            LaneTry delivery = lane.delivery;
            Stamp stamp = delivery == null ? null : delivery.stamp(number, lane.encoder.count());
            finished.onFinished(number, lane.encoder, stamp, lane.parts);
            lane.encoder = lane.usual;
            lane.encoder.reset();
            lane.parts = new ArrayList<>();
        }
        lane.partFrom = 0;
    }
}
