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
 * Blocks until the next slot is published. The Disruptor's own blocking strategy tests only the cursor, which moves
 * when a slot is claimed, so its consumer spins while the claimant fills the slot; on a small machine that takes CPU
 * from the claimant.
 *
 * <p>When the last batch had no acknowledgement to give, the consumer first waits 100 µs, so that lines accumulate into one
 * block and their publishers need not wake it; waking costs more than all other work for a line. The first line after a
 * pause is stored at once.
 */
final class PublishedWaitStrategy implements WaitStrategy {
    private static final long NAP_NS = 100_000; // the kernel adds about half of it

    private final Object lock = new Object();
    private LongPredicate isPublished = sequence -> false;
    private BooleanSupplier mayNap = () -> false;
    private volatile boolean isAsleep;

    /**
     * Completes the construction; call before the ring is used.
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
        return dependent.get(); // with one stage this is the cursor; the barrier finds the last published slot
    }

    private void sleep(long sequence, SequenceBarrier barrier) throws AlertException, InterruptedException {
        synchronized (lock) {
            isAsleep = true;
            VarHandle.fullFence(); // either we see a slot that is published now, or its publisher sees us asleep
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
