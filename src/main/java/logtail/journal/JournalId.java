package logtail.journal;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Which journal an id is of: a number drawn when the journal is made, and kept with it for its life. Two journals never
 * share one, so a cursor that carries it cannot be taken for a place in another journal.
 *
 * @param value random, not 0; shown in base 36, at most 13 characters
 */
public record JournalId(long value) {
    private static final int RADIX = Character.MAX_RADIX;

    public JournalId {
        if (value == 0) {
            throw new IllegalArgumentException("a journal's id is not 0");
        }
    }

    /** The id of a journal that is being made. */
    public static JournalId random() {
        long value = 0;
        while (value == 0) {
            value = ThreadLocalRandom.current().nextLong();
        }
        return new JournalId(value);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it is no such id
     */
    public static JournalId parse(String text) {
        return new JournalId(Long.parseUnsignedLong(text, RADIX));
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value, RADIX);
    }
}
