package logtail.tail;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import logtail.encode.EventFormat;
import logtail.event.Block;

/**
 * Time slice of one reader on a history worker: at most {@value #MOST_BYTES} bytes of the journal and five milliseconds, or a
 * quarter of a second where each turn begins with connections to other machines. Also holds the buffers, so that their number is that of workers, not of readers. One thread.
 */
final class Turn {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_REMOTE_BYTES = 64 << 20;
    private static final long MOST_NS = 5_000_000;
    private static final long MOST_REMOTE_NS = 250_000_000;

    private final LongSupplier nanos;
    private final int mostBytes;
    private final long mostNs;
    private final Map<EventFormat.Kind, EncodedBlock> outputs = new EnumMap<>(EventFormat.Kind.class);
    private long endNs;
    private long bytesLeft;

    /**
     * Measures turns by {@code nanos}.
     *
     * @param journal named in cursors
     * @param lanes that it has
     * @param isRemote whether it is on other machines
     */
    Turn(String journal, int lanes, boolean isRemote, LongSupplier nanos) {
        this.nanos = nanos;
        mostBytes = isRemote ? MOST_REMOTE_BYTES : MOST_BYTES;
        mostNs = isRemote ? MOST_REMOTE_NS : MOST_NS;
        for (var kind : EventFormat.Kind.values()) {
            outputs.put(kind, new EncodedBlock(kind, journal, lanes));
        }
    }

    /** Starts the next reader's turn. */
    Turn begin() {
        endNs = nanos.getAsLong() + mostNs;
        bytesLeft = mostBytes;
        return this;
    }

    /** Counts a block that was read. */
    void count(Block block) {
        bytesLeft -= block.lengthBytes();
    }

    /** The monotonic clock. */
    long nowNs() {
        return nanos.getAsLong();
    }

    boolean isOver() {
        return bytesLeft <= 0 || nanos.getAsLong() - endNs >= 0;
    }

    /** An empty encoding of this block for readers of this view. */
    EncodedBlock encoded(EventFormat.Kind kind, View view, Block block) {
        EncodedBlock output = Objects.requireNonNull(outputs.get(kind));
        output.begin(block, view);
        return output;
    }
}
