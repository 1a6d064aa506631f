package logtail.cli.tail;

import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.query.TailQuery;
import logtail.tail.EncodedBlock;
import logtail.tail.Ordering;
import logtail.tail.Selection;
import logtail.tail.TailSession;
import logtail.tail.TailSink;

/**
 * A tail of blocks that the caller supplies, as from a file, instead of a journal. Selects, orders and adds context as a
 * {@link TailSession} does. Ignores the query's lines and cursor; its times are the senders', as the time of receipt is
 * always now. One thread.
 */
public final class BlockTail {
    private static final long BEFORE_ALL = -1;

    private final Selection selection;
    private final Ordering delivery;
    private final EncodedBlock output;

    /** Writes to {@code sink} without asking for room. */
    public BlockTail(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        selection = Selection.local(query);
        delivery = Ordering.local(query, kind, sink);
        output = new EncodedBlock(kind, "");
    }

    /** Takes the next block; ids increase from block to block. */
    public void take(Block block) {
        output.begin(block);
        delivery.take(block, selection, BEFORE_ALL, output);
    }

    /** Ends the tail after the last block. */
    public void finish() {
        delivery.finish();
    }

    /** Whether the maximum number of events has been shown. */
    public boolean isDone() {
        return delivery.isDone();
    }
}
