package logtail.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model checker goes through the interleavings of a worker that falls asleep and of threads that wake it. */
@Tag("slow")
class WorkerModelTest {
    private static final int INTERLEAVINGS = 500;

    @Test
    void losesNoWakeUpThatComesWhileItFallsAsleep() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            var offered = new AtomicInteger();
            var taken = new CountDownLatch(2);
            var over = new IllegalStateException("both were taken, which ends the thread");
            Worker worker =
                    Worker.start("worker", () -> take(offered, taken, over), (where, fault) -> expect(over, fault));
            var other = new Thread(() -> offer(offered, worker));
            other.start();
            offer(offered, worker);
            await(taken);
        });
    }

    private static void offer(AtomicInteger offered, Worker worker) {
        offered.incrementAndGet();
        worker.wake();
    }

    private static boolean take(AtomicInteger offered, CountDownLatch taken, IllegalStateException over) {
        if (taken.getCount() == 0) {
            throw over;
        }
        if (offered.get() == 0) {
            return false;
        }
        offered.decrementAndGet();
        taken.countDown();
        return true;
    }

    private static void expect(Throwable over, Throwable fault) {
        if (!fault.equals(over)) {
            throw new AssertionError(fault);
        }
    }

    private static void await(CountDownLatch taken) {
        try {
            taken.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
