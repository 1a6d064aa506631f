package logtail.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.function.LongPredicate;

/**
 * Sleeps until the wanted slot is published. The Disruptor's own blocking strategy looks at the cursor alone, which moves
 * when a slot is claimed, so its consumer spins for as long as the claimant fills the slot: a core burnt for nothing, and
 * taken from the claimant on a small machine.
 */
final class PublishedWaitStrategy implements WaitStrategy {
    private final Object lock = new Object();
    private volatile LongPredicate isPublished = sequence -> false;

    /** Says how to see whether a slot is published; call before the ring is used. */
    void watch(LongPredicate published) {
        isPublished = published;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        if (!isPublished.test(sequence)) {
            synchronized (lock) {
                while (!isPublished.test(sequence)) {
                    barrier.checkAlert();
                    lock.wait();
                }
            }
        }
        return dependent.get(); // with one stage that is the cursor; the barrier looks how far it is published
    }

    @Override
    public void signalAllWhenBlocking() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }
}
