package logtail.drain;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sleep and wake-up of a drain's thread. Journal growth wakes it only from {@link #await}, and otherwise costs the notifier
 * one volatile read; {@link #call} wakes it from any sleep.
 */
final class Wakeup {
    /** Until woken. */
    static final long FOREVER_NS = TimeUnit.DAYS.toNanos(365);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private volatile boolean isWaitingForNews;
    private boolean isDue;

    /** Tests whether there is work already. */
    @FunctionalInterface
    interface Test {
        boolean isTrue();
    }

    /** Notifies of journal growth. Any thread. */
    void news() {
        if (isWaitingForNews) {
            call();
        }
    }

    /** Wakes the drain's thread. Any thread. */
    void call() {
        lock.lock();
        try {
            isDue = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps until called, at most {@code ns}, unless there is work. The drain's thread. */
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

    /** As {@link #nap}, and journal growth ends it too. */
    void await(long ns, Test hasWork) throws InterruptedException {
        isWaitingForNews = true; // before the test: later notifiers see it
        try {
            nap(ns, hasWork);
        } finally {
            isWaitingForNews = false;
        }
    }
}
