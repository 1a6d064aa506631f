package logtail.journal.files;

/**
 * Something in the journal's files that is not as it was written.
 *
 * @param kind what happened
 * @param file name of the file it is in, or of the one behind it
 * @param excerpt number of the first excerpt concerned in its file, from 0
 * @param offset where that is in the file, in bytes
 * @param from the first id concerned, or {@link #UNKNOWN}
 * @param to the last one, or {@link #UNKNOWN}; below {@code from} when none is missing
 * @param what the same in words
 */
public record Loss(Kind kind, String file, long excerpt, long offset, long from, long to, String what) {
    /** Stands for an id that nothing tells. */
    public static final long UNKNOWN = 0;

    /** What happened to the events. */
    public enum Kind {
        /** What is there is not what was written. */
        DAMAGED,
        /** Ids are skipped and nothing damaged is in their place: a file or a part of one is gone. */
        MISSING,
        /** Ids or times go back. */
        ORDER,
        /** Retention took the file while the journal was read; that is no damage. */
        RETENTION
    }

    /** How many events that is; 0 when not known. */
    public long count() {
        return from == UNKNOWN || to < from ? 0 : to - from + 1;
    }
}
