package logtail.tail;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import logtail.encode.EventFormat;
import logtail.event.Block;

/**
 * What one reader may use of a history worker before it is another's turn: {@value #MOST_BYTES} bytes of the journal and
 * some milliseconds. Holds the buffers too, so that there are as many as workers, not as readers. One thread.
 */
final class Turn {
    private static final int MOST_BYTES = 1 << 20;
    private static final long MOST_NS = 5_000_000;

    private final LongSupplier nanos;
    private final Map<EventFormat.Kind, EncodedBlock> outputs = new EnumMap<>(EventFormat.Kind.class);
    private long endNs;
    private long bytesLeft;

    /**
     * Turns by this clock.
     *
     * @param journal whose cursors are shown
     */
    Turn(String journal, LongSupplier nanos) {
        this.nanos = nanos;
        for (var kind : EventFormat.Kind.values()) {
            outputs.put(kind, new EncodedBlock(kind, journal));
        }
    }

    /** The next reader's. */
    Turn begin() {
        endNs = nanos.getAsLong() + MOST_NS;
        bytesLeft = MOST_BYTES;
        return this;
    }

    /** Counts a block that was read. */
    void count(Block block) {
        bytesLeft -= block.lengthBytes();
    }

    boolean isOver() {
        return bytesLeft <= 0 || nanos.getAsLong() - endNs >= 0;
    }

    /** The writing of this block, of which nothing is written yet. */
    EncodedBlock encoded(EventFormat.Kind kind, Block block) {
        EncodedBlock output = Objects.requireNonNull(outputs.get(kind));
        output.begin(block);
        return output;
    }
}
