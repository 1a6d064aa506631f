package logtail.tail;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import logtail.access.AppScope;
import logtail.access.Veil;
import logtail.access.Veils;
import logtail.encode.Ids;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * What one reader may see of a journal: the events of some apps, with ids that tell nothing of the others, or everything. Two
 * views of the same apps are equal. Immutable; any thread.
 */
public final class View {
    /** Everything, with ids as they are. */
    public static final View ALL = new View(null);

    private final @Nullable Veil veil;

    private View(@Nullable Veil veil) {
        this.veil = veil;
    }

    /** The view of those who may read these apps. */
    public static View of(AppScope apps, Veils veils) {
        Optional<Veil> veil = veils.of(apps);
        return veil.isEmpty() ? ALL : new View(veil.get());
    }

    /** Whether there may be events that the reader must not know of. */
    public boolean isLimited() {
        return veil != null;
    }

    /** The apps that may be seen. */
    public AppScope apps() {
        return veil == null ? AppScope.ALL : veil.scope();
    }

    /** Writes ids for a reader who goes on from an id alone; for one thread. */
    public Ids ids() {
        return ids(new MovingPlace(Place.nowhere(1)));
    }

    /** Writes ids for one reader, who is at this place; for one thread. */
    public Ids ids(MovingPlace reader) {
        return new ViewIds(this, veil == null ? null : veil.new Writer(), reader);
    }

    /** Writes ids for rows that all readers of a journal of so many lanes share; for one thread. */
    Ids sharedIds(int lanes) {
        return lanes == 1 ? ids() : new ViewIds(this, veil == null ? null : veil.new Writer(), null);
    }

    /** The id of an event, as this reader was shown it. */
    public OptionalLong idOfEvent(String text) {
        if (veil != null) {
            return veil.idOfEvent(text);
        }
        try {
            long id = Long.parseLong(text);
            return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The id of an event in view, as this reader is shown it. */
    public String event(long id) {
        return veil == null ? Long.toString(id) : veil.event(id);
    }

    /**
     * A cursor that this reader holds, with its id as a number.
     *
     * @param journal the journal of today
     * @throws IllegalArgumentException when nobody was shown it in this view
     */
    public Cursor cursor(String text, JournalId journal) {
        Cursor cursor = Cursor.parseAny(text);
        if (veil == null) {
            return Cursor.parse(text);
        }
        if (!cursor.isOf(journal)) {
            return new Cursor(cursor.journal(), 0); // no place here, whichever it was there
        }
        Optional<String> place = veil.placeOf(cursor.id());
        if (place.isPresent()) {
            return Cursor.of(journal, Place.parse(place.get()));
        }
        long id = veil.idOf(cursor.id())
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no cursor".formatted(text)));
        return Cursor.of(journal, id);
    }

    /** A cursor to hand out for a place that need not be that of an event in view. */
    public Cursor place(JournalId journal, Place place) {
        return new Cursor(Optional.of(journal), place(place));
    }

    /** A place to hand out that need not be that of an event in view. */
    String place(Place place) {
        if (veil == null) {
            return place.text();
        }
        return place.lanes() == 1 ? veil.place(place.behind(0)) : veil.place(place.text());
    }

    /** A place as this reader is shown it; in a journal of one lane it is that of an event in view. */
    String text(Place place) {
        return place.lanes() == 1 ? event(place.behind(0)) : place(place);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof View view && apps().equals(view.apps());
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(apps());
    }
}
