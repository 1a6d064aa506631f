package logtail.drain;

import logtail.journal.Place;

/**
 * Durable position of a drain in the journal, with the journal's id. An update survives the death of the process at any
 * moment. Opened and closed by one thread, used by one.
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

    /** Records that everything up to this place is accepted. */
    void accept(Place place);

    /** Records the start of a batch that ends at this place. */
    void begin(Place end);

    /** Moves the cursor to this place of this journal. */
    void move(Place place);

    /** Makes it survive a power cut too. */
    void force();

    @Override
    void close();
}
