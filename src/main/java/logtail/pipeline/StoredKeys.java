package logtail.pipeline;

import java.util.Optional;
import logtail.event.AttemptKey;
import logtail.journal.Delivery;
import org.jspecify.annotations.Nullable;

/** Knows which lines of keys a journal has. Any thread. */
interface StoredKeys extends AutoCloseable {
    /**
     * Where a try begins.
     *
     * @param lines how many of its lines it skips, as they are stored; {@link Attempt#ALL} for all
     * @param isOfOtherBody whether the key is known to have come with another body
     * @param delivery takes the other lines; null where receipts count them
     */
    record Begun(int lines, boolean isOfOtherBody, @Nullable Delivery delivery) {}

    /** Why no try can begin at the moment; empty when one can. */
    String trouble();

    /** Runs {@code ready} once {@link #begin} may be called: at once, or later on another thread. */
    void whenReady(Runnable ready);

    /**
     * Where the next try of a key begins.
     *
     * @param former used when nothing is stored under {@code key}
     */
    Begun begin(AttemptKey key, Optional<AttemptKey> former, long digest);

    /** A try has ended, and so many lines of its key are stored or published. */
    void ended(AttemptKey key, int lines, long digest);

    @Override
    void close();
}
