package logtail.journal;

import logtail.event.EventId;
import logtail.event.IdRange;

/**
 * What stands between two places of a journal.
 *
 * @param from the place behind which it begins
 * @param to the place that it ends with; covers {@code from}
 */
public record PlaceRange(Place from, Place to) {
    /** The same ids of a journal of one lane. */
    public static PlaceRange of(IdRange ids) {
        return new PlaceRange(Place.of(ids.first() - 1), Place.of(ids.end() - 1));
    }

    /** From a place on to another, or nothing when that is not behind it in each lane. */
    public static PlaceRange between(Place from, Place to) {
        return new PlaceRange(from.min(to), to);
    }

    public boolean isEmpty() {
        return from.covers(to);
    }

    /** Whether the event with this id is in it. */
    public boolean contains(long id) {
        int lane = EventId.lane(id);
        return id > from.behind(lane) && id <= to.behind(lane);
    }
}
