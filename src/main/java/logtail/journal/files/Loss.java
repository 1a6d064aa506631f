package logtail.journal.files;

/**
 * A part of the journal's files that is not as it was written.
 *
 * @param kind what happened
 * @param file the name of the file that it is in, or of the next one
 * @param excerpt the number of the first affected excerpt in the file, from 0
 * @param offset the offset of that excerpt in the file
 * @param from the first affected id, or {@link #UNKNOWN}
 * @param to the last affected id, or {@link #UNKNOWN}; below {@code from} when no id is missing
 * @param what a description
 */
public record Loss(Kind kind, String file, long excerpt, long offset, long from, long to, String what) {
    /** The value of an unknown id. */
    public static final long UNKNOWN = 0;

    /** What happened to the events. */
    public enum Kind {
        /** The bytes are not those that were written. */
        DAMAGED,
        /** Ids are missing without any damage in their place: a file or a part of one is gone. */
        MISSING,
        /** Ids or times decrease. */
        ORDER,
        /** Retention deleted the file during the scan; that is no damage. */
        RETENTION
    }

    /** The number of affected events; 0 when unknown. */
    public long count() {
        return from == UNKNOWN || to < from ? 0 : to - from + 1;
    }
}
