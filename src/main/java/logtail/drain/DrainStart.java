package logtail.drain;

import logtail.event.Block;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the event that a drain starts with. After a restart that is the one after its cursor, if the cursor is valid in this
 * journal. An invalid cursor is reported in our own log and to the destination, and never makes the drain skip events:
 *
 * <ul>
 *   <li>beyond the end, as after a power cut: the drain continues at the end;
 *   <li>of another journal, as after the data directory was replaced: the drain sends the whole journal;
 *   <li>unreadable: likewise, as any event may be unsent.
 * </ul>
 */
final class DrainStart {
    private static final Logger LOG = LoggerFactory.getLogger(DrainStart.class);

    private DrainStart() {}

    /** Moves an invalid cursor into the journal and returns the report for the destination; empty for a valid cursor. */
    static String settle(String drain, DrainCursor cursor, Journal journal) {
        return switch (cursor.found()) {
            case SAME_JOURNAL -> clamp(drain, cursor, journal);
            case OTHER_JOURNAL -> fromTheOldest("other-journal", drain, cursor, journal);
            case NOTHING_SOUND -> fromTheOldest("cursor-unreadable", drain, cursor, journal);
        };
    }

    /** The id before the first event received at {@code receivedNs} or later. */
    static long before(Journal journal, long receivedNs) {
        try (var reader = journal.openReader()) {
            reader.seekReceived(receivedNs);
            Block block = reader.nextReadable(
                    e -> LOG.warn("at=drain.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage()))));
            while (block != null && block.nextEvent()) {
                if (block.receivedNs() >= receivedNs) {
                    return block.index() - 1;
                }
            }
            return block == null ? journal.lastIndex() : block.lastIndex();
        }
    }

    private static String clamp(String drain, DrainCursor cursor, Journal journal) {
        long newest = journal.lastIndex();
        long accepted = cursor.accepted();
        if (cursor.tried() > newest) {
            cursor.move(Math.min(accepted, newest));
        }
        return accepted <= newest
                ? ""
                : reported("at=drain.clamped drain=%s cursor=%d newest=%d count=%d"
                        .formatted(drain, accepted, newest, accepted - newest));
    }

    private static String fromTheOldest(String reason, String drain, DrainCursor cursor, Journal journal) {
        long was = cursor.accepted();
        cursor.move(journal.firstIndex() - 1);
        return reported("at=drain.reset drain=%s reason=%s cursor=%d after=%s"
                .formatted(drain, reason, was, Cursor.of(journal.id(), cursor.accepted())));
    }

    private static String reported(String message) {
        LOG.warn(message);
        return message;
    }
}
