package logtail.tail;

import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * Journal reader that skips unreadable places and records that there was one; fails after {@value #MOST_REFUSALS} in a row.
 * One thread at a time.
 */
public final class PatientReader implements AutoCloseable {
    private static final int MOST_REFUSALS = 3;

    private final JournalReader reader;
    private boolean hasRefused;

    /** Reads all lanes. */
    public PatientReader(Journal journal) {
        reader = journal.openReader();
    }

    /** Reads the lane that this event is in. */
    public PatientReader(Journal journal, long id) {
        reader = journal.openReader(id);
    }

    /** Moves before the block that holds this id, in its lane alone. */
    public void seek(long index) {
        hasRefused = false;
        reader.seek(index);
    }

    public void seek(Place place) {
        hasRefused = false;
        reader.seek(place);
    }

    public void seekReceived(long receivedNs) {
        hasRefused = false;
        reader.seekReceived(receivedNs);
    }

    /**
     * The next readable block, or null at the end.
     *
     * @throws JournalUnreadableException after {@value #MOST_REFUSALS} unreadable places in a row
     */
    public @Nullable Block next() {
        int refusals = 0;
        while (true) {
            try {
                return reader.next();
            } catch (JournalUnreadableException e) {
                hasRefused = true;
                refusals++;
                if (refusals == MOST_REFUSALS) {
                    throw e;
                }
            }
        }
    }

    /** Whether an unreadable place was skipped since the last call. */
    public boolean takeRefused() {
        boolean refused = hasRefused;
        hasRefused = false;
        return refused;
    }

    @Override
    public void close() {
        reader.close();
    }
}
