package logtail.journal;

import java.util.function.Consumer;
import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal block by block from a position of its own. Not thread-safe; independent of all other readers and of
 * the writer.
 */
public interface JournalReader extends AutoCloseable {
    /**
     * The most consecutive refused places that {@link #nextReadable} passes over: a journal with more cannot be read at
     * all.
     */
    int MOST_REFUSALS = 64;

    /**
     * Positions this reader before the block that holds {@code index}, in its lane alone. An id older than all in the lane
     * means the oldest block, one newer than {@link Journal#lastIndex} the end.
     */
    void seek(long index);

    /** Positions this reader behind the place, in each of its lanes. */
    default void seek(Place place) {
        for (int lane = 0; lane < place.lanes(); lane++) {
            seek(place.behind(lane) + 1);
        }
    }

    /**
     * Positions this reader before the first block of each lane that may hold an event received at {@code receivedNs} or
     * later.
     */
    void seekReceived(long receivedNs);

    /**
     * Reads the next block whose checksum is right; null behind the last committed block, then try again after
     * {@link Journal#onGrowth}. The bytes belong to the reader and are valid until the next call. When
     * {@link Block#firstIndex()} is greater than expected in its lane, the ids between are lost to retention or damage.
     *
     * @throws JournalUnreadableException when the disk refuses to read the next bytes. Thrown once for each place, also
     *     for one that a seek by time met; the next call continues with the next block that can be read. Only when no
     *     file can be opened at all, such as with too many open files, every call throws: so try again at once after a
     *     first exception, and after a pause when a second one follows
     */
    @Nullable
    Block next();

    /**
     * Reads the next block that can be read, or returns null as above; for readers that continue whatever was lost.
     *
     * @param refused called for each place that the disk refuses
     * @throws JournalUnreadableException when {@value #MOST_REFUSALS} places in a row were refused: try again later
     */
    default @Nullable Block nextReadable(Consumer<JournalUnreadableException> refused) {
        for (int refusals = 1; ; refusals++) {
            try {
                return next();
            } catch (JournalUnreadableException e) {
                if (refusals == MOST_REFUSALS) {
                    throw e;
                }
                refused.accept(e);
            }
        }
    }

    @Override
    void close();
}
