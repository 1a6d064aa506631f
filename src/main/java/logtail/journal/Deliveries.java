package logtail.journal;

import java.util.Optional;
import logtail.event.AttemptKey;

/**
 * Stores the lines of each key once in a journal that many nodes share, in which tries of the same key may be under way on
 * several of them. Every try has all lines of the key, the same ones in the same order. Any thread.
 */
public interface Deliveries {
    /** Why no try can begin at the moment; empty when one can. */
    String trouble();

    /** Runs {@code ready} once a try can begin: at once, or on another thread when the end of the journal has been read. */
    void whenReady(Runnable ready);

    /**
     * Begins a try; on this node only one of a key, or of a producer, is in progress.
     *
     * @param former the key that the same lines may have come with before; used when none are stored under {@code key}
     * @return empty when all lines are stored, however many they are
     */
    Optional<Delivery> begin(AttemptKey key, Optional<AttemptKey> former);
}
