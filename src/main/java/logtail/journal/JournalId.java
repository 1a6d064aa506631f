package logtail.journal;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The identity of a journal: a random number, drawn when the journal is created and stored with it. A cursor that
 * carries it is never mistaken for a position in another journal.
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

    /** A new id, for a journal that is being created. */
    public static JournalId random() {
        long value = 0;
        while (value == 0) {
            value = ThreadLocalRandom.current().nextLong();
        }
        return new JournalId(value);
    }

    /**
     * Parses the result of {@link #toString}.
     *
     * @throws IllegalArgumentException when the text is no journal id
     */
    public static JournalId parse(String text) {
        return new JournalId(Long.parseUnsignedLong(text, RADIX));
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value, RADIX);
    }
}
