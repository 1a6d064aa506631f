package logtail.drain.cluster;

import java.util.Optional;
import java.util.function.Consumer;
import logtail.drain.DrainCursor;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.Place;

/**
 * The cursor of a drain in the state of its slot. Each batch begins with a commit, so that a node that the group has given up sends one
 * more at most. The drain's thread moves it, any thread may ask where it is.
 */
final class SlotCursor implements DrainCursor {
    private final Slot slot;
    private final Consumer<Slot> commit;
    private final Found found;
    private volatile Place accepted;
    private volatile Place tried;
    private volatile long order;
    private volatile boolean isMoved; // since the last commit

    private SlotCursor(Slot slot, Consumer<Slot> commit, Found found, Place accepted, Place tried, long order) {
        this.slot = slot;
        this.commit = commit;
        this.found = found;
        this.accepted = accepted;
        this.tried = tried;
        this.order = order;
    }

    /**
     * The cursor of a drain: where its last owner left it, or at the start of its definition if that is newer.
     *
     * @param commit stores the slot's state and waits
     */
    static SlotCursor of(Definition definition, Slot slot, Journal journal, Consumer<Slot> commit) {
        DrainState kept = slot.kept(definition.drain().name());
        Cursor accepted = Cursor.parse(definition.start());
        Cursor tried = accepted;
        if (kept != null && kept.order() >= definition.order()) {
            accepted = kept.accepted();
            tried = kept.tried();
        }
        Optional<Place> acceptedPlace = place(accepted, journal);
        Optional<Place> triedPlace = place(tried, journal);
        boolean isOurs = acceptedPlace.isPresent() && triedPlace.isPresent();
        Place nowhere = Place.nowhere(journal.lanes());
        return new SlotCursor(
                slot,
                commit,
                isOurs ? Found.SAME_JOURNAL : Found.OTHER_JOURNAL,
                isOurs ? acceptedPlace.get() : nowhere,
                isOurs ? triedPlace.get() : nowhere,
                definition.order());
    }

    private static Optional<Place> place(Cursor cursor, Journal journal) {
        return cursor.isOf(journal.id()) ? cursor.place(journal) : Optional.empty();
    }

    /** The next move follows this order. */
    void follow(long newOrder) {
        order = newOrder;
    }

    /** The order that it follows. */
    long order() {
        return order;
    }

    @Override
    public Found found() {
        return found;
    }

    @Override
    public Place accepted() {
        return accepted;
    }

    @Override
    public Place tried() {
        return tried;
    }

    @Override
    public void accept(Place place) {
        accepted = place;
        tried = tried.max(place);
        isMoved = true;
    }

    @Override
    public void begin(Place end) {
        tried = tried.max(end);
        commit();
    }

    @Override
    public void move(Place place) {
        accepted = place;
        tried = place;
        commit();
    }

    @Override
    public void force() {
        if (isMoved) {
            commit();
        }
    }

    private void commit() {
        isMoved = false;
        commit.accept(slot);
    }

    /** What it did not force is sent again by the next owner. */
    @Override
    public void close() {}
}
