package logtail.tail;

import logtail.event.Block;

/** Shows events as they come, in the writing that all sessions share. */
final class InArrivalOrder extends Ordering {
    InArrivalOrder(TailSink sink, long max) {
        super(sink, max);
    }

    @Override
    public void take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (!selection.enter(block)) {
            return;
        }
        block.rewind();
        while (selection.next(block)) {
            if (block.index() > position) {
                if (!count()) {
                    return;
                }
                shared.writeTo(sink(), block);
            }
        }
    }
}
