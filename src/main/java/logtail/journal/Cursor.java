package logtail.journal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A position in a journal: the reader has everything up to and including the event {@code id}. As text {@code JOURNAL-ID},
 * such as {@code 3w5e11264sgsf-1234}; an id alone is a position in any journal.
 *
 * @param journal the journal that the id belongs to; empty when the reader named none
 * @param id of the last event read: digits, {@code 0} for none; or veiled, as readers of some apps only are shown it. The
 *     daemon unveils it before it uses it
 */
public record Cursor(Optional<JournalId> journal, String id) {
    private static final char SEPARATOR = '-';
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern VEILED = Pattern.compile("[a-z][0-9a-v]{20,80}");

    public Cursor {
        if (!VEILED.matcher(id).matches()) {
            id = Long.toString(index(id));
        }
    }

    public Cursor(Optional<JournalId> journal, long index) {
        this(journal, Long.toString(index));
    }

    /** A position in the journal {@code id}. */
    public static Cursor of(JournalId id, long index) {
        return new Cursor(Optional.of(id), index);
    }

    /**
     * Parses digits, alone or behind a journal's id.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Cursor parse(String text) {
        Cursor cursor = parseAny(text);
        cursor.index();
        return cursor;
    }

    /**
     * Parses the result of {@link #toString}, or an id alone, be it veiled: what a reader may hold.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Cursor parseAny(String text) {
        int separator = text.indexOf(SEPARATOR);
        return new Cursor(
                separator < 0 ? Optional.empty() : Optional.of(JournalId.parse(text.substring(0, separator))),
                text.substring(separator + 1));
    }

    /**
     * The id as a number, from {@link Journal#NONE}.
     *
     * @throws IllegalArgumentException when it is veiled
     */
    public long index() {
        return index(id);
    }

    /** Whether this may be a position in the journal {@code id}. */
    public boolean isOf(JournalId id) {
        return journal.isEmpty() || journal.get().equals(id);
    }

    @Override
    public String toString() {
        return journal.map(name -> name.toString() + SEPARATOR).orElse("") + id;
    }

    private static long index(String digits) {
        if (!DIGITS.matcher(digits).matches()) {
            throw new IllegalArgumentException("'%s' is not the id of an event".formatted(digits));
        }
        return Long.parseLong(digits);
    }
}
