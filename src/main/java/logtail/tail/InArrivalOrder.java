package logtail.tail;

import logtail.encode.EventFormat;
import logtail.event.Block;

/** Delivers events in journal order, in the encoding that all sessions share. */
final class InArrivalOrder extends Ordering {
    InArrivalOrder(EventFormat format, TailSink sink, long max, Tally tally) {
        super(format, sink, max, tally);
    }

    @Override
    public long take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (!selection.enter(block)) {
            return block.lastIndex();
        }
        block.rewind();
        while (selection.next(block)) {
            if (block.index() > position) {
                if (!room().isThere()) {
                    return block.index() - 1;
                }
                if (!count()) {
                    return block.lastIndex();
                }
                tally().match(block);
                room().count(write(shared, block));
            }
        }
        return block.lastIndex();
    }
}
