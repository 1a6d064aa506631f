package logtail.drain.sink.syslog;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one RELP connection that have no answer yet. Frames are numbered from 0 in the order of sending; what a
 * frame carries is its transaction number, 1 to 999,999,999 and then 1 again. Answers may come in any order. The drain's
 * thread sends and waits, an event loop notes the answers; all under one lock.
 */
final class RelpWindow {
    private static final int LAST_NUMBER = 999_999_999;
    private static final int MAX_FRAMES = 10_000;
    private static final int MAX_BYTES = 4 << 20;
    private static final int SLOTS = 1 << 14; // more than MAX_FRAMES
    private static final int SLOT_MASK = SLOTS - 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final String server;
    private final long silenceNs;
    private final int[] lengths = new int[SLOTS]; // of frames without an answer, 0 of others
    private long first; // of them
    private long next; // to be sent
    private int openBytes;
    private long heardNs;
    private String greeting = "";
    private @Nullable String trouble;
    private boolean isEnded;
    private BooleanSupplier wanted = () -> false;

    /**
     * @param server its name, for people
     * @param first the number of the first frame
     * @param silence how long a server may answer nothing while there are frames without an answer
     */
    RelpWindow(String server, long first, Duration silence) {
        this.server = server;
        this.first = first;
        next = first;
        silenceNs = silence.toNanos();
    }

    /** Waits for room for so many frames and bytes; an empty window has room for any batch. False when it broke first. */
    boolean awaitRoom(int frames, int bytes) throws InterruptedException {
        return await(
                () -> first == next || (next - first + frames <= MAX_FRAMES && openBytes + bytes <= MAX_BYTES),
                Long.MAX_VALUE);
    }

    /** Waits until all is answered; false when it broke first, or did not come about in time. */
    boolean awaitEmpty(Duration patience) throws InterruptedException {
        return await(() -> first == next, patience.toNanos());
    }

    private boolean await(BooleanSupplier condition, long patienceNs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long startNs = System.nanoTime();
            wanted = condition;
            while (!condition.getAsBoolean()) {
                long nowNs = System.nanoTime();
                long leftNs = Math.min(patienceNs - (nowNs - startNs), silenceNs - (nowNs - heardNs));
                if (isBroken(nowNs) || leftNs <= 0) {
                    return false;
                }
                changed.awaitNanos(leftNs);
            }
            return true;
        } finally {
            wanted = () -> false;
            lock.unlock();
        }
    }

    /** Takes in a frame that is about to be sent; gives its transaction number. */
    int open(int lengthBytes) {
        lock.lock();
        try {
            if (next - first == SLOTS) {
                throw new IllegalStateException("more than " + SLOTS + " frames without an answer");
            }
            if (first == next) {
                heardNs = System.nanoTime(); // silence begins now
            }
            lengths[(int) next & SLOT_MASK] = lengthBytes;
            openBytes += lengthBytes;
            return number(next++);
        } finally {
            lock.unlock();
        }
    }

    /** How many frames were sent. */
    long sent() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Up to which frame, not included, all are answered. */
    long answered() {
        lock.lock();
        try {
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** What the server said to the first frame, which opens the session. */
    String greeting() {
        lock.lock();
        try {
            return greeting;
        } finally {
            lock.unlock();
        }
    }

    /** Whether no more answers will come. */
    boolean isBroken() {
        lock.lock();
        try {
            return isBroken(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private boolean isBroken(long nowNs) {
        if (trouble == null && !isEnded && first < next && nowNs - heardNs >= silenceNs) {
            trouble = "%s has answered nothing for %d s, with %d frames unanswered"
                    .formatted(server, TimeUnit.NANOSECONDS.toSeconds(silenceNs), next - first);
        }
        return isEnded || trouble != null;
    }

    /** What went wrong, for people; null when that is for the connection to tell. */
    @Nullable
    String trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an answer: {@code 200 OK} or another, with what belongs to it. */
    void answer(int number, boolean isGood, String text) {
        lock.lock();
        try {
            long frame = frame(number);
            int length = frame < 0 ? 0 : lengths[(int) frame & SLOT_MASK];
            if (length == 0) {
                fail("%s answered a frame that it was not sent, %d".formatted(server, number));
            } else if (!isGood) {
                fail("%s answered: %s".formatted(server, text));
            } else {
                settle(frame, length);
                if (frame == 0) {
                    greeting = text;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the server takes no more, and why. */
    void refuse(String reason) {
        lock.lock();
        try {
            fail("%s %s".formatted(server, reason));
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the connection has ended. */
    void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle(long frame, int length) {
        heardNs = System.nanoTime();
        lengths[(int) frame & SLOT_MASK] = 0;
        openBytes -= length;
        while (first < next && lengths[(int) first & SLOT_MASK] == 0) {
            first++;
        }
        if (wanted.getAsBoolean()) {
            changed.signalAll();
        }
    }

    private void fail(String reason) {
        if (trouble == null) {
            trouble = reason;
        }
        changed.signalAll();
    }

    private static int number(long frame) {
        return (int) (frame % LAST_NUMBER) + 1;
    }

    /** The open frame of this transaction number, or -1. */
    private long frame(int number) {
        long ahead = Math.floorMod((long) number - number(first), LAST_NUMBER);
        return number > 0 && ahead < next - first ? first + ahead : -1;
    }
}
