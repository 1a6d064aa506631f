package logtail.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/**
 * Sleeps until the wanted slot is published. The Disruptor's own blocking strategy looks at the cursor alone, which moves
 * when a slot is claimed, so its consumer spins for as long as the claimant fills the slot: a core burnt for nothing, and
 * taken from the claimant on a small machine.
 *
 * <p>Where nobody waits for an answer it naps first, whatever comes. So lines that come one by one in quick succession are
 * kept in groups, and who publishes them need not wake anybody, which costs more than all else that is done for a line. The
 * first after a pause is kept at once.
 */
final class PublishedWaitStrategy implements WaitStrategy {
    private static final long NAP_NS = 100_000; // and what the kernel adds, about half of it

    private final Object lock = new Object();
    private LongPredicate isPublished = sequence -> false;
    private BooleanSupplier mayNap = () -> false;
    private volatile boolean isAsleep;

    /**
     * Completes it; call before the ring is used.
     *
     * @param published whether the slot of a sequence is published
     * @param nap whether the consumer may nap before its next slot; asked on its thread
     */
    void watch(LongPredicate published, BooleanSupplier nap) {
        isPublished = published;
        mayNap = nap;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        if (!isPublished.test(sequence) && mayNap.getAsBoolean()) {
            LockSupport.parkNanos(this, NAP_NS);
        }
        if (!isPublished.test(sequence)) {
            sleep(sequence, barrier);
        }
        return dependent.get(); // with one stage that is the cursor; the barrier looks how far it is published
    }

    private void sleep(long sequence, SequenceBarrier barrier) throws AlertException, InterruptedException {
        synchronized (lock) {
            isAsleep = true;
            VarHandle.fullFence(); // either we see what is published from now on, or its publisher sees us asleep
            try {
                while (!isPublished.test(sequence)) {
                    barrier.checkAlert();
                    lock.wait();
                }
            } finally {
                isAsleep = false;
            }
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        if (isAsleep) {
            synchronized (lock) {
                lock.notifyAll();
            }
        }
    }
}
