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
import org.jspecify.annotations.Nullable;

/**
 * Shows events by the time that their senders gave them; equal times stand in the order of the journal. An event is held
 * back for the window after it was received, then it is shown, behind all with earlier times that are there. What comes
 * with an earlier time than was shown already is shown at once, marked as late. Nothing is left out, whatever clocks say.
 *
 * <p>While history is read, the times of receipt stand for the time of day, so it is shown as it was live. At most
 * {@value #MOST_HELD_BYTES} bytes are held; then the oldest go before their time.
 */
final class InTimeOrder extends Ordering {
    private static final int MOST_HELD_BYTES = 16 << 20;

    /** An event that waits for its turn, written. */
    private static final class Held {
        private static final Comparator<Held> BY_TIME =
                Comparator.<Held>comparingLong(held -> held.timeNs).thenComparingLong(held -> held.id);

        final long timeNs;
        final long id;
        final long receivedNs;
        final byte[] bytes;

        Held(Block block, byte[] bytes) {
            timeNs = block.timeNs();
            id = block.index();
            receivedNs = block.receivedNs();
            this.bytes = bytes;
        }
    }

    private final long windowNs;
    private final EventFormat format;
    private final Output out = new Output();
    private final Queue<Held> byTime = new PriorityQueue<>(Held.BY_TIME);
    private final Deque<Held> byReceipt = new ArrayDeque<>(); // what was shown before its turn is still in it
    private @Nullable Held newest; // that was shown
    private long heldBytes;

    InTimeOrder(long windowNs, EventFormat format, TailSink sink, long max) {
        super(sink, max);
        this.windowNs = windowNs;
        this.format = format;
    }

    @Override
    public void take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (!selection.enter(block)) {
            return;
        }
        block.rewind();
        while (selection.next(block)) {
            if (block.index() > position) {
                release(block.receivedNs());
                hold(block);
            }
        }
    }

    @Override
    void release(long nowNs) {
        for (Held due = byReceipt.peek();
                due != null && (due.receivedNs + windowNs <= nowNs || heldBytes > MOST_HELD_BYTES);
                due = byReceipt.peek()) {
            byReceipt.remove();
            while (!isShown(due)) {
                show(byTime.remove());
            }
        }
    }

    @Override
    long dueNs() {
        Held due = byReceipt.peek();
        return due == null ? NEVER : due.receivedNs + windowNs;
    }

    @Override
    public void finish() {
        while (!byTime.isEmpty()) {
            show(byTime.remove());
        }
        byReceipt.clear();
    }

    private void hold(Block block) {
        out.clear();
        boolean isLate = newest != null && block.timeNs() < newest.timeNs;
        format.event(block, isLate ? EventFormat.LATE : 0, out);
        byte[] bytes = Arrays.copyOf(out.bytes(), out.length());
        var event = new Held(block, bytes);
        if (isLate) {
            write(event);
        } else {
            heldBytes += bytes.length;
            byTime.add(event);
            byReceipt.add(event);
        }
    }

    private boolean isShown(Held event) {
        return newest != null && Held.BY_TIME.compare(event, newest) <= 0;
    }

    private void show(Held event) {
        heldBytes -= event.bytes.length;
        newest = event;
        write(event);
    }

    private void write(Held event) {
        if (count()) {
            sink().write(event.bytes, 0, event.bytes.length);
        }
    }
}
