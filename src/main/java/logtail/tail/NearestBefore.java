package logtail.tail;

import java.util.ArrayDeque;
import java.util.Deque;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The last N encoded items before one event, collected in windows: windows go back in the journal, items within a window come
 * oldest first. Holds at most {@value #MOST_BYTES} bytes, and never more than the share has left; the farthest items are
 * dropped first. One thread at a time.
 */
final class NearestBefore {
    private static final long MOST_BYTES = 4 << 20;

    private final int most;
    private final MemoryBudget.Share share;
    private final Deque<byte[]> nearer = new ArrayDeque<>(); // of the windows read so far
    private final Deque<byte[]> window = new ArrayDeque<>(); // of the window being read, which lies before those
    private long heldBytes;
    private boolean isCut;

    /** Collects at most {@code most} items, whose bytes are taken from {@code share}. */
    NearestBefore(int most, MemoryBudget.Share share) {
        this.most = most;
        this.share = share;
    }

    /** Adds an item of the current window; drops the farthest ones if that is needed to make room. */
    void hold(byte[] item) {
        if (nearer.size() + window.size() == most) {
            giveBack(window.remove());
        }
        while (heldBytes + item.length > MOST_BYTES || !share.tryTake(item.length)) {
            isCut = true;
            byte[] farthest = window.poll();
            if (farthest == null) {
                return;
            }
            giveBack(farthest);
        }
        heldBytes += item.length;
        window.add(item);
    }

    /** The current window is read; the next one lies before it. */
    void endWindow() {
        while (!window.isEmpty()) {
            nearer.addFirst(window.removeLast());
        }
    }

    /** Whether an earlier window could add nothing: N items are there, or memory ran out. */
    boolean isComplete() {
        return isCut || nearer.size() >= most;
    }

    /** Whether items were dropped for want of memory; true only once. */
    boolean takeCut() {
        boolean wasCut = isCut;
        isCut = false;
        return wasCut;
    }

    /** Removes and returns the oldest item, or null when there is none. */
    byte @Nullable [] poll() {
        byte[] item = nearer.poll();
        if (item != null) {
            giveBack(item);
        }
        return item;
    }

    /** Drops all items and returns their memory; may be called twice. */
    void clear() {
        nearer.clear();
        window.clear();
        share.give(heldBytes);
        heldBytes = 0;
    }

    private void giveBack(byte[] item) {
        heldBytes -= item.length;
        share.give(item.length);
    }
}
