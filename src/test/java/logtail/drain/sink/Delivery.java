package logtail.drain.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands numbered events to a sink as a drain does: in order, and after a failure again from behind the last that was accepted.
 * One thread.
 */
public final class Delivery {
    private static final long PAUSE_NS = 1_000_000;
    private static final long RETRY_NS = 50_000_000;

    /** Is told each time that more is accepted. */
    @FunctionalInterface
    public interface Watcher {
        void accepted(long id) throws IOException, InterruptedException;
    }

    private final Batch batch = new Batch();
    private final NumberedEvents events;
    private final Sink sink;
    private final long lastId;
    private long nextId;
    private long accepted;
    private int failures;

    public Delivery(NumberedEvents events, Sink sink, long firstId, long lastId) {
        this.events = events;
        this.sink = sink;
        this.lastId = lastId;
        nextId = firstId;
        accepted = firstId - 1;
    }

    /** Until all is accepted. */
    public void run(Duration deadline, Watcher watcher) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        String reason = "nothing failed";
        while (accepted < lastId) {
            if (System.nanoTime() - startNs > deadline.toNanos()) {
                throw new AssertionError("accepted only up to %d of %d; %s".formatted(accepted, lastId, reason));
            }
            try {
                step();
                long more = sink.accepted();
                if (more > accepted) {
                    accepted = more;
                    watcher.accepted(more);
                }
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
                failures++;
                sink.reset();
                nextId = accepted + 1;
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }

    private void step() throws IOException, InterruptedException {
        if (nextId > lastId) {
            LockSupport.parkNanos(PAUSE_NS);
            return;
        }
        int most = Math.min(sink.limits().events(), sink.limits().bytes() / 256);
        events.fill(batch, sink.writing(), nextId, (int) Math.min(most, lastId + 1 - nextId));
        Sink.Answer answer = sink.send(batch);
        if (!(answer instanceof Sink.Answer.Taken)) {
            throw new IOException("it answered " + answer);
        }
        nextId = batch.lastId() + 1;
    }

    public long accepted() {
        return accepted;
    }

    public int failures() {
        return failures;
    }
}
