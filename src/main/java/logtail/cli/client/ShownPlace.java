package logtail.cli.client;

import java.util.Arrays;
import logtail.event.EventId;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * How far a journal was shown, as the cursor to go on from. In a journal of one lane that is the last event. Of several lanes the
 * daemon tells a place before all else, and the cursor is that place moved, lane by lane, behind what was shown since.
 *
 * <p>A cursor names its journal if the daemon does. A stream of another journal starts with a gap of reason {@code reset},
 * so the journal of the last event changes with that gap or the first event, never when the stream is opened. One thread.
 */
public final class ShownPlace {
    private static final long NONE = -1;

    private final long[] newest = new long[EventId.MOST_LANES]; // the greatest id shown, by lane
    private String openedJournal = "";
    private String journal = "";
    private String last = ""; // an id, or a place when nothing was shown since
    private @Nullable Place reached; // what is before it was shown, or is not wanted

    public ShownPlace() {
        Arrays.fill(newest, NONE);
    }

    /** Records that a stream of this journal was opened; empty when the daemon does not send it. */
    public void opened(String journal) {
        openedJournal = journal;
    }

    /** What is before this place is not wanted; a text that is no place of several lanes says nothing. */
    public void begin(String place) {
        @Nullable Place given = ofSeveralLanes(place);
        reached = given == null ? reached : given;
    }

    /** What is before this place was shown or did not match; false for a text that is no place of several lanes. */
    public boolean reach(String place) {
        @Nullable Place given = ofSeveralLanes(place);
        if (given == null) {
            return false;
        }
        reached = given;
        setLast(place);
        return true;
    }

    /** The place that a cursor was moved from; none while it is the last event alone. */
    public @Nullable Place reached() {
        return reached;
    }

    /** Whether this event comes behind all that were shown of its lane. */
    public boolean isNewest(long id) {
        return id > newest[EventId.lane(id)];
    }

    /** Whether all up to this id or place was shown or did not match; not when it is neither. */
    public boolean isBehind(String end) {
        @Nullable Place from = reached;
        @Nullable Place place = ofSeveralLanes(end);
        if (place != null) {
            return from != null && moved(from).covers(place);
        }
        long id = number(end);
        return id != NONE && !isNewest(id);
    }

    /** Whether this is the id of the last event. */
    public boolean isAt(String id) {
        return last.equals(id);
    }

    /** Moves behind this event, in its lane alone. */
    public void moveTo(long id) {
        newest[EventId.lane(id)] = id;
        setLast(Long.toString(id));
    }

    /** Moves behind an event whose id need be no number, or to a place. */
    public void moveTo(String text) {
        long id = number(text);
        if (id != NONE) {
            moveTo(id);
        } else if (!reach(text)) {
            reached = null;
            setLast(text);
        }
    }

    /** Moves back to this event in its lane, as later ones may get the ids of those that were shown. */
    public void moveBack(long id) {
        if (reached != null && reached.covers(id)) {
            reached = reached.with(id);
        }
        moveTo(id);
    }

    /** Moves to the beginning of another journal. */
    public void beginAnew() {
        Arrays.fill(newest, NONE);
        reached = null;
        moveTo(0);
    }

    /** Whether nothing was shown, nor reached. */
    public boolean isEmpty() {
        return last.isEmpty();
    }

    /** The cursor; empty when nothing was shown, nor reached. */
    public String cursor() {
        @Nullable Place from = reached;
        return isEmpty() || from == null ? at(last) : at(moved(from).text());
    }

    /** The cursor of a place or an id in the journal of what was shown. */
    public String at(String id) {
        return cursor(journal, id);
    }

    /** The cursor of a place or an id in the journal of the open stream. */
    public String atOpened(String id) {
        return cursor(openedJournal, id);
    }

    /** The number that an id is, or -1. */
    public static long number(String id) {
        if (id.isEmpty() || !Character.isDigit(id.charAt(0))) {
            return NONE;
        }
        try {
            return Math.max(NONE, Long.parseLong(id));
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    /** Whether the greater of these ids is that of the later event. */
    public static boolean areOfOneLane(long id, long other) {
        return EventId.lane(id) == EventId.lane(other);
    }

    private Place moved(Place from) {
        long[] behind = new long[from.lanes()];
        Arrays.setAll(behind, lane -> Math.max(from.behind(lane), newest[lane]));
        return Place.of(behind);
    }

    private void setLast(String text) {
        journal = openedJournal;
        last = text;
    }

    private static String cursor(String journal, String id) {
        return journal.isEmpty() || id.isEmpty() ? id : journal + "-" + id;
    }

    private static @Nullable Place ofSeveralLanes(String text) {
        try {
            return Place.isOfSeveral(text) ? Place.parse(text) : null;
        } catch (IllegalArgumentException e) {
            return null; // nothing that is known here
        }
    }
}
