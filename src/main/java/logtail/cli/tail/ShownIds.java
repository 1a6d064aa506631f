package logtail.cli.tail;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeSet;
import logtail.event.EventId;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * Ids of the events shown so far, for streams that are not ordered by id; exact for the newest {@value #CAPACITY} of a journal of
 * one lane. Several lanes share them. One thread.
 */
public final class ShownIds {
    private static final int CAPACITY = 65_536; // how far lines can be out of order within a window
    private static final int LEAST_OF_LANE = 4_096;

    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final LinkedHashSet<String> veiled =
            new LinkedHashSet<>(); // ids that are no numbers, the oldest shown first

    /** Those of one lane. */
    private static final class Lane {
        private final TreeSet<Long> ids = new TreeSet<>();
        private long floor = -1;

        /** The id to resume after without missing an event; some events after it may have been shown. */
        long resumeAfter() {
            return floor >= 0 || ids.isEmpty() ? floor : ids.getFirst() - 1;
        }
    }

    /**
     * Adds an id; false when it was shown before. An id older than all remembered ones of its lane counts as new: a stream never
     * repeats an event, and a resumed one starts after {@link #resumeAfter}.
     */
    boolean add(long id) {
        Lane lane = lanes.computeIfAbsent(EventId.lane(id), unused -> new Lane());
        if (id <= lane.floor) {
            return true;
        }
        if (!lane.ids.add(id)) {
            return false;
        }
        while (lane.ids.size() > Math.max(LEAST_OF_LANE, CAPACITY / lanes.size())) {
            lane.floor = lane.ids.removeFirst();
        }
        return true;
    }

    /** The same for an id that is no number: false when it is among the newest shown. */
    boolean add(String id) {
        if (!veiled.add(id)) {
            return false;
        }
        if (veiled.size() > CAPACITY) {
            veiled.removeFirst();
        }
        return true;
    }

    /** Forgets all ids, as another journal has its own. */
    void clear() {
        lanes.clear();
        veiled.clear();
    }

    /** Forgets ids after {@code last} in its lane, which new events may get. */
    void forgetBehind(long last) {
        Lane lane = lanes.get(EventId.lane(last));
        if (lane != null) {
            lane.ids.tailSet(last, false).clear();
        }
    }

    /**
     * The id, or in several lanes the place, to resume after without missing an event; some events after it may have been shown.
     *
     * @param reached all that is before it was shown; none in a journal of one lane
     */
    String resumeAfter(@Nullable Place reached) {
        if (reached == null) {
            Lane lane = lanes.getOrDefault(0, new Lane());
            return Long.toString(Math.max(0, lane.resumeAfter()));
        }
        Place after = reached;
        for (Map.Entry<Integer, Lane> lane : lanes.entrySet()) {
            if (lane.getValue().floor > after.behind(lane.getKey())) {
                after = after.with(lane.getValue().floor);
            }
        }
        return after.text();
    }
}
