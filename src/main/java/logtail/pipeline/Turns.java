package logtail.pipeline;

import com.lmax.disruptor.RingBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Turns of those who send much, so that whoever sends little does not wait for a ring full of their lines. The ring is crowded when the
 * journal writer comes to a slot more than {@value #MOST_WAIT_NS} ns after it was published, and a quarter of the slots is in
 * use still: enough to keep the writer at work. Then each connection that sends much has one read in the ring, and waits for its
 * turn, first come first served, to have the next. On a machine that writes a full ring in less time it never is. Any thread.
 */
final class Turns {
    private static final long MOST_WAIT_NS = 10_000_000;

    private final RingBuffer<BlockSlot> ring;
    private final LongSupplier waitedNs;
    private final int most; // slots in use
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** @param waitedNs how long the slot had waited to which the writer came last */
    Turns(RingBuffer<BlockSlot> ring, LongSupplier waitedNs) {
        this.ring = ring;
        this.waitedNs = waitedNs;
        most = Math.max(1, ring.getBufferSize() / 4);
    }

    boolean isCrowded() {
        return waitedNs.getAsLong() > MOST_WAIT_NS && used() >= most;
    }

    void await(Runnable resume) {
        waiting.add(resume);
        if (!isCrowded()) {
            give(); // the last batch was written between the look and now
        }
    }

    /** Lets as many go on as there are slots for; call after each batch. Nobody is forgotten: while slots are in use, a batch follows. */
    void give() {
        int used = used();
        for (int left = used == 0 ? waiting.size() : most - used; left > 0; left--) {
            Runnable resume = waiting.poll();
            if (resume == null) {
                return;
            }
            resume.run();
        }
    }

    private int used() {
        return ring.getBufferSize() - (int) ring.remainingCapacity();
    }
}
