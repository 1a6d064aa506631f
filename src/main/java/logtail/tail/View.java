package logtail.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import logtail.access.AppScope;
import logtail.access.Veil;
import logtail.access.Veils;
import logtail.encode.Ids;
import logtail.encode.Output;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
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

    /** Writes ids; an instance for one thread. */
    public Ids ids() {
        if (veil == null) {
            return Ids.PLAIN;
        }
        Veil.Writer writer = veil.new Writer();
        return new Ids() {
            @Override
            public void put(long id, Output out) {
                out.put(writer.event(id));
            }

            @Override
            public void putPlace(long id, Output out) {
                out.put(veil.place(id).getBytes(US_ASCII));
            }

            @Override
            public boolean areVeiled() {
                return true;
            }
        };
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
        long id = veil.idOf(cursor.id())
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no cursor".formatted(text)));
        return Cursor.of(journal, id);
    }

    /** A cursor to hand out for a place that need not be that of an event in view. */
    public Cursor place(JournalId journal, long id) {
        return veil == null ? Cursor.of(journal, id) : new Cursor(Optional.of(journal), veil.place(id));
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
