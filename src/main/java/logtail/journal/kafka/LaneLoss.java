package logtail.journal.kafka;

/**
 * Blocks of a lane that are not as they were written.
 *
 * @param kind what happened
 * @param from the offset of the first of them
 * @param to the offset of the last one
 * @param what a description
 */
public record LaneLoss(Kind kind, int lane, long from, long to, String what) {
    /** What happened to the blocks. */
    public enum Kind {
        /** The record is none that a node of this version wrote. */
        DAMAGED,
        /** Offsets between others have no block. */
        MISSING,
        /** Events are in a lane where nobody looks for those of their app; they can be read all the same. */
        MISPLACED,
        /** Kafka's retention deleted them during the scan; that is no damage. */
        RETENTION
    }

    /** How many blocks there are. */
    public long blocks() {
        return to - from + 1;
    }

    /** The first id of the first block. */
    public long firstId() {
        return RecordIds.first(lane, from);
    }

    /** The last id of the last block. */
    public long lastId() {
        return RecordIds.last(lane, to);
    }
}
