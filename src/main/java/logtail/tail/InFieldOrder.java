package logtail.tail;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.filter.SortField;
import logtail.filter.SortKey;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;

/**
 * Delivers matches in the order of a field's values when all have been seen: the first so many of them, or all. Holds those
 * alone, at most {@value #MOST_HELD_BYTES} bytes, and never more than the share has left; beyond that the query is refused, and
 * nothing was delivered.
 */
final class InFieldOrder extends Ordering {
    private static final long MOST_HELD_BYTES = 32 << 20;
    private static final long OBJECTS_BYTES = 64; // around the bytes of each

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Held(SortKey key, long id, byte[] bytes) {
        long cost() {
            return OBJECTS_BYTES + key.costBytes() + bytes.length;
        }
    }

    private final TailQuery.Order.ByField order;
    private final SortField field;
    private final MemoryBudget.Share share;
    private final long wanted;
    private final Comparator<Held> lastFirst;
    private final Queue<Held> held;
    private final Output out = new Output();
    private Held[] sorted = {};
    private int delivered;
    private long heldBytes;
    private boolean isRefused;
    private boolean isSorted;

    InFieldOrder(
            TailQuery.Order.ByField order,
            EventFormat format,
            TailSink sink,
            long max,
            MemoryBudget.Share share,
            Tally tally) {
        super(format, sink, max, tally);
        this.order = order;
        this.share = share;
        wanted = max;
        field = SortField.named(order.field());
        Comparator<SortKey> byKey = order.isDescending() ? SortKey.descending() : Comparator.naturalOrder();
        lastFirst = Comparator.comparing(Held::key, byKey)
                .thenComparingLong(Held::id)
                .reversed();
        held = new PriorityQueue<>(lastFirst);
    }

    @Override
    public long take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (isRefused || !selection.enter(block)) {
            return block.lastIndex();
        }
        block.rewind();
        while (selection.next(block)) {
            if (block.index() > position) {
                tally().match(block);
                hold(block);
            }
        }
        return block.lastIndex();
    }

    @Override
    public boolean isDone() {
        return isRefused || wanted == 0;
    }

    @Override
    public boolean finish() {
        if (isRefused) {
            sink().refuse(refusal());
            return true;
        }
        sort();
        while (delivered < sorted.length) {
            if (!sink().hasRoom()) {
                return false;
            }
            deliverNext();
        }
        return true;
    }

    /** What is not sorted yet is nothing that could be shown. */
    @Override
    void finishAtOnce() {
        while (delivered < sorted.length) {
            deliverNext();
        }
    }

    @Override
    void close() {
        held.clear();
        sorted = new Held[0];
        delivered = 0;
        share.give(heldBytes);
        heldBytes = 0;
    }

    private void hold(Block block) {
        SortKey key = field.of(block);
        Held last = held.peek();
        boolean isFull = held.size() >= wanted;
        if (isFull && (last == null || lastFirst.compare(new Held(key, block.index(), new byte[0]), last) <= 0)) {
            return;
        }
        if (isFull) {
            giveBack(held.remove());
        }
        out.clear();
        format().event(block, 0, out);
        var event = new Held(key, block.index(), Arrays.copyOf(out.bytes(), out.length()));
        if (heldBytes + event.cost() > MOST_HELD_BYTES || !share.tryTake(event.cost())) {
            isRefused = true;
            return;
        }
        heldBytes += event.cost();
        held.add(event);
    }

    private void sort() {
        if (!isSorted) {
            isSorted = true;
            sorted = held.toArray(Held[]::new);
            Arrays.sort(sorted, lastFirst.reversed());
            held.clear();
        }
    }

    private void deliverNext() {
        Held next = sorted[delivered++];
        if (count()) {
            sink().write(next.bytes(), 0, next.bytes().length);
        }
    }

    private void giveBack(Held event) {
        heldBytes -= event.cost();
        share.give(event.cost());
    }

    private String refusal() {
        return "order=%s holds what it shows until all is read: %d events with %d bytes, and there is no room for more (%d MiB at most, of all that tails may hold); lines=N asks for the first N alone"
                .formatted(order, held.size(), heldBytes, MOST_HELD_BYTES >> 20);
    }
}
