package logtail.tail;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Place;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events in the order of their senders' timestamps; equal timestamps keep journal order. Holds each event back for
 * the window after its receipt, then delivers it after all held events with earlier timestamps. An event earlier than one
 * already delivered is delivered at once and marked as late. Never drops an event, whatever the clocks say.
 *
 * <p>In history the times of receipt serve as the clock, so the order is the same as it was live. Holds at most {@value
 * #MOST_HELD_BYTES} bytes, and never more than the share has left; beyond that the oldest events are delivered early, and
 * events that belong before them are marked as late.
 */
final class InTimeOrder extends Ordering {
    private static final int MOST_HELD_BYTES = 16 << 20;
    private static final long OBJECTS_BYTES = 96; // around the bytes of each

    /** An encoded event that is held back. */
    private static final class Held {
        private static final Comparator<Held> BY_TIME =
                Comparator.<Held>comparingLong(held -> held.timeNs).thenComparingLong(held -> held.id);

        final long timeNs;
        final long id;
        final long idBefore; // of the match before it
        final long receivedNs;
        byte[] bytes; // empty once delivered

        Held(Block block, long idBefore, byte[] bytes) {
            this.idBefore = idBefore;
            timeNs = block.timeNs();
            id = block.index();
            receivedNs = block.receivedNs();
            this.bytes = bytes;
        }

        long cost() {
            return bytes.length + OBJECTS_BYTES;
        }

        boolean isHeld() {
            return bytes.length > 0;
        }
    }

    private final long windowNs;
    private final MemoryBudget.Share share;
    private final Output out = new Output();
    private final Queue<Held> byTime = new PriorityQueue<>(Held.BY_TIME);
    private final Deque<Held> byReceipt = new ArrayDeque<>(); // may still hold events delivered early
    private @Nullable Held newest; // delivered
    private long heldBytes;

    InTimeOrder(long windowNs, EventFormat format, TailSink sink, long max, MemoryBudget.Share share, Tally tally) {
        super(format, sink, max, tally);
        this.windowNs = windowNs;
        this.share = share;
    }

    @Override
    public long take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (!selection.enter(block)) {
            return block.lastIndex();
        }
        block.rewind();
        while (selection.next(block)) {
            if (block.index() > position) {
                if (!showDue(block.receivedNs())) {
                    return block.index() - 1;
                }
                hold(block);
            }
        }
        return block.lastIndex();
    }

    @Override
    void release(long nowNs) {
        showDue(nowNs);
    }

    @Override
    long dueNs() {
        Held due = byReceipt.peek();
        return due == null ? NEVER : due.receivedNs + windowNs;
    }

    @Override
    public boolean finish() {
        while (!byTime.isEmpty()) {
            if (!sink().hasRoom()) {
                return false;
            }
            show(byTime.remove());
        }
        byReceipt.clear();
        return true;
    }

    @Override
    void finishAtOnce() {
        while (!byTime.isEmpty()) {
            show(byTime.remove());
        }
        byReceipt.clear();
    }

    @Override
    @Nullable
    Place delivered(@Nullable Place position) {
        if (position == null || position.lanes() == 1) {
            for (Held held : byReceipt) {
                if (held.isHeld()) {
                    return held.idBefore == Tally.NONE ? null : Place.of(held.idBefore);
                }
            }
            return position;
        }
        Place delivered = position;
        for (Held held : byReceipt) {
            if (held.isHeld()) {
                delivered = delivered.min(position.with(held.id - 1));
            }
        }
        return delivered;
    }

    @Override
    void close() {
        byTime.clear();
        byReceipt.clear();
        share.give(heldBytes);
        heldBytes = 0;
    }

    /** False when the sink has no room for all due events. */
    private boolean showDue(long nowNs) {
        for (Held due = byReceipt.peek(); due != null && due.receivedNs + windowNs <= nowNs; due = byReceipt.peek()) {
            if (!sink().hasRoom()) {
                return false;
            }
            showUpTo(byReceipt.remove());
        }
        return true;
    }

    private void showUpTo(Held due) {
        while (!isShown(due)) {
            show(byTime.remove());
        }
    }

    private void hold(Block block) {
        long idBefore = tally().lastMatch();
        tally().match(block);
        out.clear();
        boolean isLate = newest != null && block.timeNs() < newest.timeNs;
        format().event(block, isLate ? EventFormat.LATE : 0, out);
        if (isLate) {
            write(out.bytes(), out.length());
            return;
        }
        var event = new Held(block, idBefore, Arrays.copyOf(out.bytes(), out.length()));
        while (!tryTake(event.cost())) {
            Held oldest = byReceipt.poll();
            if (oldest == null) { // other sessions hold all memory
                newest = event;
                write(event.bytes, event.bytes.length);
                return;
            }
            showUpTo(oldest);
        }
        if (isShown(event)) { // an event delivered early is newer
            giveBack(event);
            out.clear();
            format().event(block, EventFormat.LATE, out);
            write(out.bytes(), out.length());
            return;
        }
        byTime.add(event);
        byReceipt.add(event);
    }

    private boolean tryTake(long bytes) {
        if (heldBytes + bytes > MOST_HELD_BYTES || !share.tryTake(bytes)) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    private void giveBack(Held event) {
        heldBytes -= event.cost();
        share.give(event.cost());
        event.bytes = new byte[0];
    }

    private boolean isShown(Held event) {
        return newest != null && Held.BY_TIME.compare(event, newest) <= 0;
    }

    private void show(Held event) {
        newest = event;
        write(event.bytes, event.bytes.length);
        giveBack(event);
    }

    private void write(byte[] bytes, int length) {
        if (count()) {
            sink().write(bytes, 0, length);
        }
    }
}
