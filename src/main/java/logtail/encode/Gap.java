package logtail.encode;

/**
 * A report of events that a reader asked for and that are lost.
 *
 * @param from the id of the first one
 * @param to the id of the last one
 * @param reason why they are lost
 */
public record Gap(long from, long to, Reason reason) {
    /** Why events are lost. */
    public enum Reason {
        /** Retention deleted them. */
        RETENTION,
        /** Their block in the journal is damaged. */
        DAMAGE,
        /** The cursor is of another journal, so the number of lost events is unknown. */
        RESET,
        /** They were delivered, but the journal has lost its end since; new events may get their ids. */
        POWER_CUT,
        /** They could not be read from disk. */
        UNREADABLE,
        /** Context of the next event was dropped for want of memory; the journal still has it. */
        MEMORY;

        private final String label = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

        /** Name for users: in lower case, with hyphens. */
        public String label() {
            return label;
        }
    }

    /** A gap for a cursor of another journal; {@code first} is the first id of this one. */
    public static Gap reset(long first) {
        return new Gap(first, first - 1, Reason.RESET);
    }

    /** A gap for context of the event {@code id} that was dropped. */
    public static Gap contextOf(long id) {
        return new Gap(id, id - 1, Reason.MEMORY);
    }

    /** A gap for ids missing in a journal whose oldest event is {@code firstKept}. */
    public static Gap of(long from, long to, long firstKept) {
        return new Gap(from, to, to < firstKept ? Reason.RETENTION : Reason.DAMAGE);
    }

    /** For people: how many are lost and why. */
    String words(boolean isCountUnknown) {
        if (isCountUnknown) {
            return "events lost (%s), how many of yours is not known".formatted(reason.label());
        }
        String count = count() == 0 ? "an unknown number of" : Long.toString(count());
        return "%s events lost (%s)".formatted(count, reason.label());
    }

    /** The id after which a reader resumes. */
    public long resumeAfter() {
        return reason == Reason.POWER_CUT ? from - 1 : to;
    }

    /** Number of lost events; 0 when it is unknown. */
    public long count() {
        return Math.max(0, to - from + 1);
    }
}
