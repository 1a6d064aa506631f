package logtail.journal.kafka;

import java.util.Arrays;
import logtail.event.EventId;
import logtail.journal.Place;

/** The ids that a record has by its place: those of the block whose number is one more than its offset. */
final class RecordIds {
    private RecordIds() {}

    static long first(int lane, long offset) {
        return EventId.first(lane, offset + 1);
    }

    /** The last id of a record; for offset -1 the one before the first of the lane. */
    static long last(int lane, long offset) {
        return first(lane, offset) + EventId.MOST_EVENTS - 1;
    }

    /** The place before the records at these offsets, one of each lane. */
    static Place place(long[] offsets) {
        long[] behind = new long[offsets.length];
        Arrays.setAll(behind, lane -> last(lane, offsets[lane] - 1));
        return Place.of(behind);
    }

    /** The offset of the record that has this id; -1 for ids before the first. */
    static long offset(long id) {
        return EventId.block(id) - 1;
    }
}
