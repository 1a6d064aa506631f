package logtail.journal;

import java.util.Optional;
import java.util.regex.Pattern;
import logtail.event.EventId;

/**
 * A position in a journal: the reader has everything up to and including the event {@code id}. As text {@code JOURNAL-ID},
 * such as {@code 3w5e11264sgsf-1234}; an id alone is a position in any journal. In a journal of several lanes the text of a
 * {@link Place} may stand for the id; an id alone is exact in its own lane then, and in the others as exact as the order in which
 * history is read.
 *
 * @param journal the journal that the id belongs to; empty when the reader named none
 * @param id of the last event read: digits, {@code 0} for none; or the text of a place; or veiled, as readers of some apps only
 *     are shown it. The daemon unveils it before it uses it
 */
public record Cursor(Optional<JournalId> journal, String id) {
    private static final char SEPARATOR = '-';
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern VEILED = Pattern.compile("[a-z][0-9a-v]{20,3000}");

    public Cursor {
        if (!VEILED.matcher(id).matches()) {
            id = Place.isOfSeveral(id) ? Place.parse(id).text() : Long.toString(index(id));
        }
    }

    public Cursor(Optional<JournalId> journal, long index) {
        this(journal, Long.toString(index));
    }

    /** A position in the journal {@code id}. */
    public static Cursor of(JournalId id, long index) {
        return new Cursor(Optional.of(id), index);
    }

    /** A position in the journal {@code id}. */
    public static Cursor of(JournalId id, Place place) {
        return new Cursor(Optional.of(id), place.text());
    }

    /**
     * Parses digits or the text of a place, alone or behind a journal's id.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Cursor parse(String text) {
        Cursor cursor = parseAny(text);
        if (!cursor.isPlace()) {
            cursor.index();
        }
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

    /** Whether it is a place in several lanes instead of the id of one event. */
    public boolean isPlace() {
        return Place.isOfSeveral(id);
    }

    /** Whether it may mean a place in a journal of so many lanes. */
    public boolean hasLanes(int lanes) {
        return isPlace() ? Place.parse(id).lanes() == lanes : lanes == 1 || EventId.lane(index()) < lanes;
    }

    /**
     * The place in a journal that it means, if it can mean one there: a place of as many lanes, or what comes behind its event.
     * May wait for the disk.
     */
    public Optional<Place> place(Journal in) {
        if (!hasLanes(in.lanes())) {
            return Optional.empty();
        }
        return Optional.of(isPlace() ? Place.parse(id) : in.behind(index()));
    }

    /**
     * The id as a number, from {@link Journal#NONE}.
     *
     * @throws IllegalArgumentException when it is none
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
