package logtail.encode;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A report of events that a reader asked for and that are lost.
 *
 * @param from the id of the first one
 * @param to the id of the last one, in the same lane of the journal
 * @param count how many there are; 0 when it is unknown
 * @param reason why they are lost
 */
public record Gap(long from, long to, long count, Reason reason) {
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

    /** A gap in which every id is that of an event; one that ends before it begins has an unknown number of them. */
    public Gap(long from, long to, Reason reason) {
        this(from, to, Math.max(0, to - from + 1), reason);
    }

    /** A gap for a cursor of another journal; {@code first} is the first id of this one. */
    public static Gap reset(long first) {
        return new Gap(first, first - 1, Reason.RESET);
    }

    /**
     * A gap for ids behind the end of a journal.
     *
     * @param areDense whether each of them is that of an event
     */
    public static Gap powerCut(long from, long to, boolean areDense) {
        return new Gap(from, to, areDense ? to - from + 1 : 0, Reason.POWER_CUT);
    }

    /** A gap for context of the event {@code id} that was dropped. */
    public static Gap contextOf(long id) {
        return new Gap(id, id - 1, Reason.MEMORY);
    }

    /**
     * A gap for ids missing in a journal; none when it is known that no events had them.
     *
     * @param count of events, if it is known
     * @param firstKept the oldest id in their lane
     * @param isRefused whether they could not be read from disk
     */
    public static Optional<Gap> lost(long from, long to, OptionalLong count, long firstKept, boolean isRefused) {
        Reason reason = isRefused ? Reason.UNREADABLE : to < firstKept ? Reason.RETENTION : Reason.DAMAGE;
        return count.isPresent() && count.getAsLong() == 0
                ? Optional.empty()
                : Optional.of(new Gap(from, to, count.orElse(0), reason));
    }

    /** For people: how many are lost and why. */
    String words(boolean isCountUnknown) {
        if (isCountUnknown) {
            return "events lost (%s), how many of yours is not known".formatted(reason.label());
        }
        return "%s events lost (%s)".formatted(count == 0 ? "an unknown number of" : count, reason.label());
    }

    /** The id after which a reader resumes. */
    public long resumeAfter() {
        return reason == Reason.POWER_CUT ? from - 1 : to;
    }
}
