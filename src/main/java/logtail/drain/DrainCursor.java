package logtail.drain;

import logtail.journal.Place;

/**
 * Durable position of a drain in the journal, with the journal's id. An update survives the death of the process at any
 * moment, or, where that is said, from the next {@link #begin} or {@link #force} on. Where nodes share drains, each of the methods
 * that make it durable throws {@link RunsElsewhereException} once another node runs the drain, and UncheckedIOException when the
 * place could not be stored. Opened and closed by one thread, used by one.
 */
public interface DrainCursor extends AutoCloseable {
    /** What was kept when it was opened. */
    enum Found {
        /** A position in this journal. */
        SAME_JOURNAL,
        /** A position in another journal. */
        OTHER_JOURNAL,
        /** Nothing valid, or nothing at all. */
        NOTHING_SOUND
    }

    Found found();

    /** The place up to which the destination has accepted everything. */
    Place accepted();

    /** Where the newest batch that was started ends; a retried batch ends at the same place. Covers what is accepted. */
    Place tried();

    /** Records that everything up to this place is accepted; durable with the next {@link #begin} or {@link #force} at the latest. */
    void accept(Place place);

    /** Records the start of a batch that ends at this place; also of one that is tried again. */
    void begin(Place end);

    /** Moves the cursor to this place of this journal. */
    void move(Place place);

    /** Makes it survive a power cut too. */
    void force();

    @Override
    void close();
}
