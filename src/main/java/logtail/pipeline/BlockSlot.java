package logtail.pipeline;

import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.journal.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * One slot of the ring: the block of one socket read. Belongs to the event loop that claimed it until published, then
 * to the {@code journal-writer} until that has appended it.
 */
public final class BlockSlot {
    private final BlockEncoder encoder;
    private final Block view = new Block();
    long sequence;
    long publishedNs; // on the clock of System.nanoTime

    @Nullable
    Ack ack;

    @Nullable
    Delivery delivery; // whose lines all of its events are

    BlockSlot(int blockBytes, int maxMessageBytes) {
        encoder = new BlockEncoder(blockBytes, maxMessageBytes);
    }

    /** Encodes the events of the slot; may stay empty. */
    public BlockEncoder encoder() {
        return encoder;
    }

    /** The finished block, read by the journal writer. */
    Block block() {
        return view.wrap(encoder.bytes(), 0);
    }

    void reset() {
        encoder.reset();
        ack = null;
        delivery = null;
    }
}
