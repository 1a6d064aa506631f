package logtail.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A named thread that repeats one duty and sleeps, without any polling, while there is nothing to do. What the duty
 * touches belongs to this thread; others offer commands to a queue of the duty and {@link #wake} it.
 */
public final class Worker implements AutoCloseable {
    /** What the thread does again and again. */
    @FunctionalInterface
    public interface Duty {
        /** Does some of the work that is there; true when there may be more at once, false to sleep until woken. */
        boolean work();
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Thread thread;
    private final Duty duty;
    private final FaultHandler faults;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean closing;
    private long wakeAtNs = NEVER; // the worker's

    private Worker(String name, Duty duty, FaultHandler faults) {
        this.duty = duty;
        this.faults = faults;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public static Worker start(String name, Duty duty, FaultHandler faults) {
        var worker = new Worker(name, duty, faults);
        worker.thread.start();
        return worker;
    }

    /** A worker without a thread, for tests: its duty is done when they call {@link #step}. */
    public static Worker stepped(String name, Duty duty) {
        return new Worker(name, duty, (where, fault) -> {});
    }

    /** Does the duty once, in the caller's thread; only of a {@linkplain #stepped stepped} worker. */
    public boolean step() {
        return duty.work();
    }

    /** Makes the duty run soon. Cheap when it is already awake; never blocks; any thread. */
    public void wake() {
        if (!woken.get() && woken.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    /** Makes the duty run again after this time at the latest; called by the duty itself, for once. */
    public void wakeIn(long ns) {
        wakeAtNs = System.nanoTime() + ns;
    }

    /** Lets the current round of the duty end and waits for that, at most five seconds. */
    @Override
    public void close() {
        closeAll(List.of(this), CLOSE_WITHIN);
    }

    /**
     * Closes all of them within one deadline.
     *
     * @throws IllegalStateException naming those that did not end
     */
    public static void closeAll(List<Worker> workers, Duration within) {
        long deadlineNs = System.nanoTime() + within.toNanos();
        workers.forEach(Worker::beginToClose);
        var late = new ArrayList<String>();
        for (Worker worker : workers) {
            if (!worker.hasEndedBy(deadlineNs)) {
                late.add(worker.thread.getName());
            }
        }
        if (!late.isEmpty()) {
            throw new IllegalStateException(String.join(", ", late) + " did not end within " + within);
        }
    }

    private void beginToClose() {
        closing = true;
        LockSupport.unpark(thread);
    }

    private boolean hasEndedBy(long deadlineNs) {
        try {
            long leftNs = Math.max(1, deadlineNs - System.nanoTime());
            return thread.getState() == Thread.State.NEW || thread.join(Duration.ofNanos(leftNs));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        try {
            while (!closing) {
                woken.set(false); // before the work: what is offered from now on wakes us again
                if (!duty.work()) {
                    sleep();
                }
            }
        } catch (Throwable fault) {
            faults.onFault(thread.getName(), fault);
        }
    }

    private void sleep() {
        while (!woken.get() && !closing) {
            if (wakeAtNs == NEVER) {
                LockSupport.park(this);
            } else {
                long left = wakeAtNs - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                LockSupport.parkNanos(this, left);
            }
        }
        wakeAtNs = NEVER;
    }
}
