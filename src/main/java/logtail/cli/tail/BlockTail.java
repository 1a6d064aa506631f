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
 * A tail of blocks that its owner has at hand, as from a file, in place of a journal: what is selected, in which order and
 * with what around it, is as in a {@link TailSession}. Of the query, how many lines and behind which one are not for it to
 * decide; its times are those of the senders, as receipt is always now. One thread.
 */
public final class BlockTail {
    private static final long BEFORE_ALL = -1;

    private final Selection selection;
    private final Ordering delivery;
    private final EncodedBlock output;

    /** Shows on {@code sink}, whether that has room or not. */
    public BlockTail(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        selection = new Selection(query, true);
        delivery = Ordering.local(query, kind, sink);
        output = new EncodedBlock(kind, "");
    }

    /** The next block; ids grow from one to the other. */
    public void take(Block block) {
        output.begin(block);
        delivery.take(block, selection, BEFORE_ALL, output);
    }

    /** There is no further block. */
    public void finish() {
        delivery.finish();
    }

    /** Whether all that was wanted has been shown. */
    public boolean isDone() {
        return delivery.isDone();
    }
}
