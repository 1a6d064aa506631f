package logtail.ingest;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock of lines that a decoder holds back: gives them when their time is over, on the event loop of their stream. What fails
 * there is kept for the next read, as nobody else would hear of it. Belongs to that event loop.
 */
final class HeldLines {
    /** {@link Decoder#dueInNs} of a decoder that holds nothing back. */
    static final long NEVER = Long.MAX_VALUE;

    private final Runnable give;
    private @Nullable EventExecutor loop;
    private @Nullable Future<?> timer;
    private @Nullable RuntimeException failure;
    private boolean isEnded;

    /** @param give adds the lines that are due */
    HeldLines(Runnable give) {
        this.give = give;
    }

    void useLoop(EventExecutor loop) {
        this.loop = loop;
    }

    /** Sets the clock for what is due in so many nanoseconds, or {@link #NEVER}, unless it is set. */
    void await(long dueInNs) {
        EventExecutor executor = loop;
        if (dueInNs != NEVER && executor != null && timer == null && !isEnded) {
            timer = executor.schedule(this::run, Math.max(1, dueInNs), TimeUnit.NANOSECONDS);
        }
    }

    /** Gives them once the ring has room. */
    void giveWhenRoom(LineSink sink) {
        EventExecutor executor = loop;
        if (executor != null) {
            sink.whenRoom(() -> executor.execute(this::run));
        }
    }

    void end() {
        isEnded = true;
        Future<?> set = timer;
        if (set != null) {
            set.cancel(false);
            timer = null;
        }
    }

    /** Throws what failed since the last read. */
    void throwFailure() {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    private void run() {
        timer = null;
        if (isEnded) {
            return;
        }
        try {
            give.run();
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
