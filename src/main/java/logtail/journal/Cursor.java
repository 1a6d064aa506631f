package logtail.journal;

import java.util.Optional;

/**
 * A position in a journal: the reader has everything up to and including {@code index}. As text {@code JOURNAL-INDEX},
 * such as {@code 3w5e11264sgsf-1234}; digits alone are a position in any journal.
 *
 * @param journal the journal that the id belongs to; empty when the reader named none
 * @param index the id of the last event read, or {@link Journal#NONE}
 */
public record Cursor(Optional<JournalId> journal, long index) {
    private static final char SEPARATOR = '-';

    public Cursor {
        if (index < Journal.NONE) {
            throw new IllegalArgumentException("a cursor is not negative: " + index);
        }
    }

    /** A position in the journal {@code id}. */
    public static Cursor of(JournalId id, long index) {
        return new Cursor(Optional.of(id), index);
    }

    /**
     * Parses the result of {@link #toString}, or digits.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Cursor parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        long index = index(text.substring(separator + 1));
        return separator < 0
                ? new Cursor(Optional.empty(), index)
                : of(JournalId.parse(text.substring(0, separator)), index);
    }

    /** Whether this may be a position in the journal {@code id}. */
    public boolean isOf(JournalId id) {
        return journal.isEmpty() || journal.get().equals(id);
    }

    @Override
    public String toString() {
        return journal.map(id -> id.toString() + SEPARATOR).orElse("") + index;
    }

    private static long index(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'%s' is not the id of an event".formatted(digits));
        }
        return Long.parseLong(digits);
    }
}
