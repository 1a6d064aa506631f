package logtail.tail;

import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Reads on behind places that the disk refuses to give, and remembers that there was one; gives up when it refuses {@value
 * #MOST_REFUSALS} times in a row. One thread at a time.
 */
final class PatientReader implements AutoCloseable {
    private static final int MOST_REFUSALS = 3;

    private final JournalReader reader;
    private boolean hasRefused;

    PatientReader(Journal journal) {
        reader = journal.openReader();
    }

    void seek(long index) {
        hasRefused = false;
        reader.seek(index);
    }

    void seekReceived(long receivedNs) {
        hasRefused = false;
        reader.seekReceived(receivedNs);
    }

    /**
     * The next block that can be read, or null at the end.
     *
     * @throws JournalUnreadableException when the disk refuses again and again
     */
    @Nullable
    Block next() {
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

    /** Whether the disk refused something since this was asked last. */
    boolean takeRefused() {
        boolean refused = hasRefused;
        hasRefused = false;
        return refused;
    }

    @Override
    public void close() {
        reader.close();
    }
}
