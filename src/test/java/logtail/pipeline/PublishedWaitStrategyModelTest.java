package logtail.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model checker goes through the interleavings of a writer that falls asleep and of loops that publish and stop it. */
@Tag("slow")
class PublishedWaitStrategyModelTest {
    private static final int INTERLEAVINGS = 500;

    @Test
    void wakesForASlotThatIsPublishedWhileItFallsAsleep() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            var published = new AtomicInteger(-1);
            var strategy = new PublishedWaitStrategy();
            strategy.watch(sequence -> sequence <= published.get(), () -> false);
            var publisher = new Thread(() -> {
                published.set(0);
                strategy.signalAllWhenBlocking();
            });
            publisher.start();
            waitForFirst(strategy, new Barrier());
        });
    }

    @Test
    void wakesForAnAlertThatComesWhileItFallsAsleep() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            var strategy = new PublishedWaitStrategy();
            strategy.watch(sequence -> false, () -> false);
            var barrier = new Barrier();
            var stopper = new Thread(() -> {
                barrier.alert();
                strategy.signalAllWhenBlocking();
            });
            stopper.start();
            if (waitForFirst(strategy, barrier)) {
                throw new AssertionError("nothing was published");
            }
        });
    }

    /** False when it was alerted. */
    private static boolean waitForFirst(PublishedWaitStrategy strategy, Barrier barrier) {
        try {
            strategy.waitFor(0, new Sequence(), new Sequence(), barrier);
            return true;
        } catch (AlertException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Barrier implements SequenceBarrier {
        private volatile boolean isAlerted;

        @Override
        public long waitFor(long sequence) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getCursor() {
            return 0;
        }

        @Override
        public boolean isAlerted() {
            return isAlerted;
        }

        @Override
        public void alert() {
            isAlerted = true;
        }

        @Override
        public void clearAlert() {
            isAlerted = false;
        }

        @Override
        public void checkAlert() throws AlertException {
            if (isAlerted) {
                throw AlertException.INSTANCE;
            }
        }
    }
}
