package logtail.ingest;

import logtail.event.Line;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of every protocol go: into ring slots, one for what one read brings. Nothing here ever waits: when the
 * ring is full a call gives false, has done nothing, and is made again after {@link #whenRoom}. Who has added lines must
 * publish soon, whatever happens in between, as the lines of all other senders wait behind them. Belongs to one thread.
 */
public interface LineSink {
    /**
     * Copies the line.
     *
     * @param sender what is known of who sent it besides
     * @param attempt counts the line, when it comes with a key
     * @param receivedAtNs in nanoseconds since the Unix epoch
     * @return false when the ring is full
     */
    boolean tryAdd(Line line, Sender sender, @Nullable Attempt attempt, long receivedAtNs);

    /**
     * Hands what was added to the journal writer.
     *
     * @param ack told when that and all before it is in the journal; null when nobody waits
     * @return false when the ring is full, which it never is without {@code ack}
     */
    boolean tryPublish(@Nullable Ack ack);

    /** Runs {@code resume} once when the ring has room, on any thread; it must be quick. */
    void whenRoom(Runnable resume);
}
