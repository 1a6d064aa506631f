package logtail.drain;

import logtail.journal.Cursor;
import logtail.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a drain begins after a start: behind its cursor, if that is a place in the journal that there is. What is wrong with
 * it is told, in our own log and by the drain to its destination, and never costs events that are there:
 *
 * <ul>
 *   <li>behind the end, as after a power cut: the drain goes on at the end;
 *   <li>of another journal, as after the data directory was replaced: everything that is there is new;
 *   <li>not to be read: everything that is there may be.
 * </ul>
 */
final class DrainStart {
    private static final Logger LOG = LoggerFactory.getLogger(DrainStart.class);

    private DrainStart() {}

    /** Moves the cursor into the journal if need be, and returns what is to be told of that; most often nothing. */
    static String settle(String drain, DrainCursor cursor, Journal journal) {
        return switch (cursor.found()) {
            case SAME_JOURNAL -> clamp(drain, cursor, journal);
            case OTHER_JOURNAL -> fromTheOldest("other-journal", drain, cursor, journal);
            case NOTHING_SOUND -> fromTheOldest("cursor-unreadable", drain, cursor, journal);
        };
    }

    private static String clamp(String drain, DrainCursor cursor, Journal journal) {
        long newest = journal.lastIndex();
        long accepted = cursor.accepted();
        if (cursor.tried() > newest) {
            cursor.move(Math.min(accepted, newest));
        }
        return accepted <= newest
                ? ""
                : told("at=drain.clamped drain=%s cursor=%d newest=%d count=%d"
                        .formatted(drain, accepted, newest, accepted - newest));
    }

    private static String fromTheOldest(String reason, String drain, DrainCursor cursor, Journal journal) {
        long was = cursor.accepted();
        cursor.move(journal.firstIndex() - 1);
        return told("at=drain.reset drain=%s reason=%s cursor=%d after=%s"
                .formatted(drain, reason, was, Cursor.of(journal.id(), cursor.accepted())));
    }

    private static String told(String message) {
        LOG.warn(message);
        return message;
    }
}
