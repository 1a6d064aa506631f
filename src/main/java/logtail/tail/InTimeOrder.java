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
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Shows events by the time that their senders gave them; equal times stand in the order of the journal. An event is held
 * back for the window after it was received, then it is shown, behind all with earlier times that are there. What comes
 * with an earlier time than was shown already is shown at once, marked as late. Nothing is left out, whatever clocks say.
 *
 * <p>While history is read, the times of receipt stand for the time of day, so it is shown as it was live. At most
 * {@value #MOST_HELD_BYTES} bytes are held, and no more than the share has left; then the oldest go before their time, and
 * what should have stood before them is marked as late.
 */
final class InTimeOrder extends Ordering {
    private static final int MOST_HELD_BYTES = 16 << 20;
    private static final long OBJECTS_BYTES = 96; // around the bytes of each

    /** An event that waits for its turn, written. */
    private static final class Held {
        private static final Comparator<Held> BY_TIME =
                Comparator.<Held>comparingLong(held -> held.timeNs).thenComparingLong(held -> held.id);

        final long timeNs;
        final long id;
        final long receivedNs;
        byte[] bytes; // empty once it was shown

        Held(Block block, byte[] bytes) {
            timeNs = block.timeNs();
            id = block.index();
            receivedNs = block.receivedNs();
            this.bytes = bytes;
        }

        long cost() {
            return bytes.length + OBJECTS_BYTES;
        }
    }

    private final long windowNs;
    private final EventFormat format;
    private final MemoryBudget.Share share;
    private final Output out = new Output();
    private final Queue<Held> byTime = new PriorityQueue<>(Held.BY_TIME);
    private final Deque<Held> byReceipt = new ArrayDeque<>(); // what was shown before its turn is still in it
    private @Nullable Held newest; // that was shown
    private long heldBytes;

    InTimeOrder(long windowNs, EventFormat format, TailSink sink, long max, MemoryBudget.Share share) {
        super(sink, max);
        this.windowNs = windowNs;
        this.format = format;
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
    void close() {
        byTime.clear();
        byReceipt.clear();
        share.give(heldBytes);
        heldBytes = 0;
    }

    /** False when the sink has no room for all that is due. */
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
        out.clear();
        boolean isLate = newest != null && block.timeNs() < newest.timeNs;
        format.event(block, isLate ? EventFormat.LATE : 0, out);
        if (isLate) {
            write(out.bytes(), out.length());
            return;
        }
        var event = new Held(block, Arrays.copyOf(out.bytes(), out.length()));
        while (!tryTake(event.cost())) {
            Held oldest = byReceipt.poll();
            if (oldest == null) { // others hold all that there is
                newest = event;
                write(event.bytes, event.bytes.length);
                return;
            }
            showUpTo(oldest);
        }
        if (isShown(event)) { // what went before its time is newer
            giveBack(event);
            out.clear();
            format.event(block, EventFormat.LATE, out);
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
