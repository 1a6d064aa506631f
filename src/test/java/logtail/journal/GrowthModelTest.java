package logtail.journal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model checker goes through the interleavings of subscribers that come and go while a journal grows. */
@Tag("slow")
class GrowthModelTest {
    private static final int INTERLEAVINGS = 500;

    @Test
    void wakesWhoeverHadSubscribedBeforeTheJournalGrew() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            var growth = new Growth();
            var wakes = new AtomicInteger();
            growth.subscribe(wakes::incrementAndGet);
            var comesAndGoes = new Thread(() -> growth.subscribe(() -> {}).close());
            comesAndGoes.start();
            growth.wake();
            join(comesAndGoes);
            growth.wake();
            if (wakes.get() != 2) {
                throw new AssertionError("woken " + wakes + " times of 2");
            }
        });
    }

    @Test
    void keepsEverySubscriberOfThoseThatComeAtOnce() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            var growth = new Growth();
            var woken = new CountDownLatch(2);
            var other = new Thread(() -> growth.subscribe(woken::countDown));
            other.start();
            growth.subscribe(woken::countDown);
            join(other);
            growth.wake();
            if (woken.getCount() != 0) {
                throw new AssertionError(woken.getCount() + " subscribers were not woken");
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
