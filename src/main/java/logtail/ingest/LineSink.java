package logtail.ingest;

import logtail.event.Line;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of every protocol into ring slots, one slot per socket read. Never blocks: when the ring is full a call
 * returns false without effect; repeat it after {@link #whenRoom}. After adding lines publish soon, whatever happens in
 * between, because the lines of all other senders wait behind them. Belongs to one thread.
 */
public interface LineSink {
    /**
     * Adds a copy of the line.
     *
     * @param sender the fields that the sender of the line determines
     * @param attempt counts the line, when it has an idempotency key
     * @param receivedAtNs in nanoseconds since the Unix epoch
     * @return false when the ring is full
     */
    boolean tryAdd(Line line, Sender sender, @Nullable Attempt attempt, long receivedAtNs);

    /** Tells that a line was not added, and never will be, as its sender may not send it. */
    default void refuse() {}

    /**
     * Hands the added lines to the journal writer.
     *
     * @param ack called once these lines and all before them are stored; null when nobody waits
     * @return false when the ring is full; always true without {@code ack}
     */
    boolean tryPublish(@Nullable Ack ack);

    /** Whether lines wait long in the ring, so that whoever sends many is to send no more until {@link #whenTurn}. */
    default boolean isCrowded() {
        return false;
    }

    /** Runs {@code resume} once when it is its turn to add more to a ring that is crowded, on any thread; it must be quick. */
    default void whenTurn(Runnable resume) {
        whenRoom(resume);
    }

    /** Runs {@code resume} once when the ring has room, on any thread; it must be quick. */
    void whenRoom(Runnable resume);
}
