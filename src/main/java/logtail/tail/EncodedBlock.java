package logtail.tail;

import java.util.Arrays;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * The events of one block in one format, each written when the first session wants it and then shared by all. One
 * thread.
 */
public final class EncodedBlock {
    private final EventFormat format;
    private final Output out = new Output();
    private int[] ends = new int[256];
    private int[] starts = new int[256];

    /**
     * Of blocks in this format.
     *
     * @param journal whose cursors are shown; empty for none
     */
    public EncodedBlock(EventFormat.Kind kind, String journal) {
        format = kind.create(journal);
    }

    /** Forgets the block before and makes room for this one. */
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

    /** Hands the current event of the block to the sink; returns its length. */
    int writeTo(TailSink sink, Block block) {
        int ordinal = (int) (block.index() - block.firstIndex());
        if (ends[ordinal] == 0) {
            starts[ordinal] = out.length();
            format.event(block, 0, out);
            ends[ordinal] = out.length();
        }
        int length = ends[ordinal] - starts[ordinal];
        sink.write(out.bytes(), starts[ordinal], length);
        return length;
    }
}
