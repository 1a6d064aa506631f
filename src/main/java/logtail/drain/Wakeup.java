package logtail.drain;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a drain's thread sleeps. News of the journal wakes it only where it waits for them, which costs whoever brings them one
 * read otherwise; a call wakes it from any sleep.
 */
final class Wakeup {
    /** As long as nobody wakes it. */
    static final long FOREVER_NS = TimeUnit.DAYS.toNanos(365);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private volatile boolean isWaitingForNews;
    private boolean isDue;

    /** Says whether there is something to do already. */
    @FunctionalInterface
    interface Test {
        boolean isTrue();
    }

    /** There is something new in the journal; any thread. */
    void news() {
        if (isWaitingForNews) {
            call();
        }
    }

    /** Somebody wants something; any thread. */
    void call() {
        lock.lock();
        try {
            isDue = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps until called or for this long, unless there is something to do; the drain's thread. */
    void nap(long ns, Test hasWork) throws InterruptedException {
        lock.lock();
        try {
            isDue = false;
            long left = ns;
            while (!isDue && left > 0 && !hasWork.isTrue()) {
                left = woken.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The same, and news end it too. */
    void await(long ns, Test hasWork) throws InterruptedException {
        isWaitingForNews = true; // before the test: whoever brings work from now on sees it
        try {
            nap(ns, hasWork);
        } finally {
            isWaitingForNews = false;
        }
    }
}
