package logtail.encode;

/**
 * Loss, said aloud: events that a reader asked for and cannot have.
 *
 * @param from the id of the first one
 * @param to the id of the last one
 * @param reason what took them
 */
public record Gap(long from, long to, Reason reason) {
    /** What takes events away; shown in small letters. */
    public enum Reason {
        /** They grew too old or too many. */
        RETENTION,
        /** Their block in the journal is not sound. */
        DAMAGE,
        /** The cursor is of another journal than this one, so what lay between is not known. */
        RESET;

        /** In small letters. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Of what is lost in a journal that keeps everything from {@code firstKept} on. */
    public static Gap of(long from, long to, long firstKept) {
        return new Gap(from, to, to < firstKept ? Reason.RETENTION : Reason.DAMAGE);
    }

    /** How many; 0 when that is not known. */
    public long count() {
        return Math.max(0, to - from + 1);
    }
}
