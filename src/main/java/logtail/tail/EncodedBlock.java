package logtail.tail;

import java.util.Arrays;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * The events of one block in one format; each is encoded for the first session that needs it and shared by all. One thread.
 */
public final class EncodedBlock {
    private final EventFormat.Kind kind;
    private final String journal;
    private final int lanes;
    private View view = View.ALL;
    private EventFormat format;
    private final Output out = new Output();
    private int[] ends = new int[256];
    private int[] starts = new int[256];

    /**
     * Encodes blocks in this format.
     *
     * @param journal named in cursors; empty for none
     */
    public EncodedBlock(EventFormat.Kind kind, String journal) {
        this(kind, journal, 1);
    }

    /** @param lanes of the journal; with several, an event's place is not the same for all readers, so it is left out */
    EncodedBlock(EventFormat.Kind kind, String journal, int lanes) {
        this.kind = kind;
        this.journal = journal;
        this.lanes = lanes;
        format = kind.create(journal, view.sharedIds(lanes));
    }

    /** Whether events are without a place to go on from, which stands before them. */
    boolean isWithoutPlaces() {
        return lanes > 1;
    }

    /** Starts a new block, for readers of this view. */
    void begin(Block block, View readers) {
        if (!readers.equals(view)) {
            view = readers;
            format = kind.create(journal, view.sharedIds(lanes));
        }
        begin(block);
    }

    /** Starts a new block, for the same readers as the one before. */
    public void begin(Block block) {
        out.clear();
        int count = block.count();
        if (count > ends.length) {
            ends = new int[count];
            starts = new int[count];
        } else {
            Arrays.fill(ends, 0, count, 0);
        }
    }

    /** Writes the current event of the block to the sink; returns its encoded length. */
    int writeTo(TailSink sink, Block block) {
        int ordinal = encoded(block);
        int length = ends[ordinal] - starts[ordinal];
        sink.write(out.bytes(), starts[ordinal], length);
        return length;
    }

    /** The encoded current event of the block. */
    byte[] copy(Block block) {
        int ordinal = encoded(block);
        return Arrays.copyOfRange(out.bytes(), starts[ordinal], ends[ordinal]);
    }

    /** Appends the current event of the block to {@code target}. */
    void copyTo(Output target, Block block) {
        int ordinal = encoded(block);
        target.put(out.bytes(), starts[ordinal], ends[ordinal] - starts[ordinal]);
    }

    /** Encodes the current event of the block unless that was done; returns its place in the block. */
    private int encoded(Block block) {
        int ordinal = block.ordinal();
        if (ends[ordinal] == 0) {
            starts[ordinal] = out.length();
            format.event(block, 0, out);
            ends[ordinal] = out.length();
        }
        return ordinal;
    }
}
