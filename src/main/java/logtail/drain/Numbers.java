package logtail.drain;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import logtail.journal.MovingPlace;
import logtail.journal.Place;

/**
 * The numbers by which a drain and its sink speak of events ({@link logtail.drain.sink.Batch#id}). A sink wants numbers that
 * grow, so they are the ids in a journal of one lane. Ids of several lanes are not comparable: there events are counted as they
 * are read, from 1, and where acceptance may come to stand the place in the journal is remembered. What receivers are shown are
 * the ids in any case. One thread.
 *
 * <pre>
 *   ends of what was handed over and is not accepted   the batch that is filled or sent
 *   ──────────|───────────────|────────────────────────|───────────────────────|──→ numbers
 *           place           place                 from | id  id  id  id  id …  | to
 * </pre>
 *
 * When a drain goes back, the numbers behind what was accepted are given again.
 */
sealed interface Numbers {
    /** Those of a drain that reads a journal of so many lanes. */
    static Numbers of(int lanes) {
        return lanes == 1 ? new Ids() : new Counted(Place.nowhere(lanes));
    }

    /**
     * What is read next is behind this place.
     *
     * @param number of the place, if they are counted
     * @return the number of the place
     */
    long goBack(Place place, long number);

    /** A batch begins here; returns the number of the last event before it. */
    long begin(MovingPlace from);

    /** The number of the next event in the batch, which has this id. */
    long next(long id);

    /** The batch covers everything up to here; returns the number of its last event. */
    long reach(MovingPlace to);

    /** The batch, or a part of it that ends with this number, was handed over. */
    void handedOver(long number);

    /** Everything up to this number is accepted: no place before it will be asked for. */
    void accepted(long number);

    /** The place that acceptance of this number reaches: of one in the batch, or one that was handed over. */
    Place place(long number);

    /** The id of an event in the batch. */
    long id(long number);

    /** The ids as they are. */
    final class Ids implements Numbers {
        @Override
        public long goBack(Place place, long number) {
            return place.behind(0);
        }

        @Override
        public long begin(MovingPlace from) {
            return from.behind(0);
        }

        @Override
        public long next(long id) {
            return id;
        }

        @Override
        public long reach(MovingPlace to) {
            return to.behind(0);
        }

        @Override
        public void handedOver(long number) {}

        @Override
        public void accepted(long number) {}

        @Override
        public Place place(long number) {
            return Place.of(number);
        }

        @Override
        public long id(long number) {
            return number;
        }
    }

    /** Counted, with the way back to places and ids. */
    final class Counted implements Numbers {
        private final NavigableMap<Long, Place> ends = new TreeMap<>();
        private long base; // the number before the batch
        private Place from;
        private Place to;
        private long[] ids = new long[256];
        private int count;

        private Counted(Place place) {
            from = place;
            to = place;
        }

        @Override
        public long goBack(Place place, long number) {
            ends.clear();
            begin(place, number);
            return number;
        }

        @Override
        public long begin(MovingPlace place) {
            begin(place.here(), last());
            return base;
        }

        private void begin(Place place, long number) {
            from = place;
            to = place;
            base = number;
            count = 0;
        }

        @Override
        public long next(long id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = id;
            return last();
        }

        @Override
        public long reach(MovingPlace place) {
            to = place.here();
            return last();
        }

        @Override
        public void handedOver(long number) {
            ends.put(number, place(number));
        }

        @Override
        public void accepted(long number) {
            ends.headMap(number).clear();
        }

        @Override
        public Place place(long number) {
            if (number == last()) {
                return to;
            }
            return number < base ? endAt(number) : placeInBatch(number);
        }

        @Override
        public long id(long number) {
            return ids[(int) (number - base - 1)];
        }

        private long last() {
            return base + count;
        }

        private Place endAt(long number) {
            Place end = ends.get(number);
            if (end == null) {
                throw new IllegalStateException("nothing that was handed over ends with number " + number);
            }
            return end;
        }

        /** Behind this event and all before it; what was passed over in between is passed over again. */
        private Place placeInBatch(long number) {
            var place = new MovingPlace(from);
            for (int i = 0; i < number - base; i++) {
                place.moveTo(ids[i]);
            }
            return place.here();
        }
    }
}
