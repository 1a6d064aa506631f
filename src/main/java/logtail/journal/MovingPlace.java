package logtail.journal;

import logtail.event.EventId;

/** A {@link Place} that moves, without allocating. One thread at a time. */
public final class MovingPlace {
    private final long[] behind;

    /** Stands at this place. */
    public MovingPlace(Place place) {
        behind = new long[place.lanes()];
        moveTo(place);
    }

    public int lanes() {
        return behind.length;
    }

    /** The id of the last event before it in a lane. */
    public long behind(int lane) {
        return behind[lane];
    }

    /** The id of the last event before it in the lane of this event. */
    public long inLaneOf(long id) {
        return behind[laneOf(id)];
    }

    /** Moves behind this event, in its lane alone. */
    public void moveTo(long id) {
        behind[laneOf(id)] = id;
    }

    private int laneOf(long id) {
        return behind.length == 1 ? 0 : EventId.lane(id);
    }

    public void moveTo(Place place) {
        for (int lane = 0; lane < behind.length; lane++) {
            behind[lane] = place.behind(lane);
        }
    }

    /** Whether all that is before the place is before this one. */
    public boolean covers(Place place) {
        for (int lane = 0; lane < behind.length; lane++) {
            if (behind[lane] < place.behind(lane)) {
                return false;
            }
        }
        return true;
    }

    /** Where it stands now. */
    public Place here() {
        return Place.of(behind);
    }

    @Override
    public String toString() {
        return here().text();
    }
}
