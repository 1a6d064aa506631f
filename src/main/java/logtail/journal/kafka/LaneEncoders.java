package logtail.journal.kafka;

import java.util.ArrayList;
import java.util.List;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.EventId;
import logtail.journal.Journal.Appended;

/**
 * Deals the events of blocks to blocks of their lanes, each in the order in which it gets them. The receipts of a block go to
 * every lane that has events of it, behind the last of them. Nothing is allocated per event. The writer's thread.
 */
final class LaneEncoders {
    /** A block is full when it has so many bytes; an event that is larger has one of its own. */
    static final int BLOCK_BYTES = 256 << 10;

    private static final int MOST_RECEIPTS = 64; // of a block

    /**
     * The events that a block of a lane has of one that was appended.
     *
     * @param from where the first of them is, from 0
     */
    record Part(Appended appended, int from, int count) {}

    /** Takes the finished blocks. */
    @FunctionalInterface
    interface Finished {
        /** The encoder is reused when this returns. */
        void onFinished(int lane, BlockEncoder block, List<Part> parts);
    }

    /** The block of a lane that is being filled. */
    private static final class Lane {
        private final BlockEncoder usual = new BlockEncoder(BLOCK_BYTES, 0);
        private BlockEncoder encoder = usual;
        private List<Part> parts = new ArrayList<>();
        private int partFrom; // of the block that is being dealt
        private int receipts; // at most, as some may be of the same key
        private boolean isDealtTo;
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

    /** Deals all events of a finished block. */
    void deal(Block block, Appended appended) {
        findLanes(block);
        block.rewind();
        while (block.nextEvent()) {
            add(block, laneOfSource[block.source()], appended);
        }
        for (int i = 0; i < dealtToCount; i++) {
            Lane lane = dealtTo[i];
            addReceipts(block, lane);
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

    private void add(Block block, int number, Appended appended) {
        Lane lane = lanes[number];
        if (lane == null) {
            lane = new Lane();
            lanes[number] = lane;
        }
        if (!lane.isDealtTo) {
            begin(block, number, lane);
        }
        if (lane.encoder.count() == EventId.MOST_EVENTS || !lane.encoder.tryAppend(block)) {
            endPart(lane, appended);
            finish(number, lane);
            addFirst(block, lane);
        }
    }

    private void begin(Block block, int number, Lane lane) {
        lane.isDealtTo = true;
        dealtTo[dealtToCount++] = lane;
        if (lane.receipts + block.receiptCount() > MOST_RECEIPTS) {
            finish(number, lane);
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

    private static void addReceipts(Block block, Lane lane) {
        for (int receipt = 0; receipt < block.receiptCount(); receipt++) {
            lane.encoder.addReceipt(block.receiptKey(receipt), block.receiptLines(receipt));
        }
        lane.receipts += block.receiptCount();
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
            }
        }
    }

    private void finish(int number, Lane lane) {
        if (lane.encoder.count() > 0) {
            lane.encoder.finish();
            finished.onFinished(number, lane.encoder, lane.parts);
            lane.encoder = lane.usual;
            lane.encoder.reset();
            lane.parts = new ArrayList<>();
        }
        lane.partFrom = 0;
        lane.receipts = 0;
    }
}
