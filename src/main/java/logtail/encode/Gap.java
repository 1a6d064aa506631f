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
        RESET,
        /** They were shown, but the journal has lost its end since: their ids may be given to others. */
        POWER_CUT,
        /** The disk refused to read them. */
        UNREADABLE,
        /** What stands around the next event was let go of before it was known to be wanted; the journal still has it. */
        MEMORY;

        private final String label = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

        /** In small letters, with hyphens. */
        public String label() {
            return label;
        }
    }

    /** The cursor is of another journal; this one begins at {@code first}. */
    public static Gap reset(long first) {
        return new Gap(first, first - 1, Reason.RESET);
    }

    /** Some of what stands before the event {@code id} cannot be shown with it. */
    public static Gap contextOf(long id) {
        return new Gap(id, id - 1, Reason.MEMORY);
    }

    /** Of what is lost in a journal that keeps everything from {@code firstKept} on. */
    public static Gap of(long from, long to, long firstKept) {
        return new Gap(from, to, to < firstKept ? Reason.RETENTION : Reason.DAMAGE);
    }

    /** Behind which id a reader that was told this goes on. */
    public long resumeAfter() {
        return reason == Reason.POWER_CUT ? from - 1 : to;
    }

    /** How many; 0 when that is not known. */
    public long count() {
        return Math.max(0, to - from + 1);
    }
}
