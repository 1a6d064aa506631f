package logtail.drain;

import java.util.Arrays;
import logtail.event.Block;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.Place;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where a drain starts. After a restart that is behind its cursor, if the cursor is valid in this journal. An invalid
 * cursor is reported in our own log and to the destination, and never makes the drain skip events:
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

    /** The place before the first events received at {@code receivedNs} or later. */
    static Place before(Journal journal, long receivedNs) {
        var before = new long[journal.lanes()];
        Arrays.setAll(before, lane -> before(journal, lane, receivedNs));
        return Place.of(before);
    }

    private static long before(Journal journal, int lane, long receivedNs) {
        try (var reader = journal.openReader(journal.firstIndex(lane))) {
            long newest = journal.lastIndex(lane);
            reader.seekReceived(receivedNs);
            for (Block block = next(reader); block != null; block = next(reader)) {
                while (block.maxReceivedNs() >= receivedNs && block.nextEvent()) {
                    if (block.receivedNs() >= receivedNs) {
                        return block.index() - 1;
                    }
                }
            }
            return newest;
        }
    }

    private static @Nullable Block next(JournalReader reader) {
        return reader.nextReadable(
                e -> LOG.warn("at=drain.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage()))));
    }

    private static String clamp(String drain, DrainCursor cursor, Journal journal) {
        Place accepted = cursor.accepted();
        Place visible = journal.newest();
        Place newest = visible.covers(cursor.tried()) ? visible : journal.end();
        if (!newest.covers(cursor.tried())) {
            cursor.move(accepted.min(newest));
        }
        return newest.covers(accepted)
                ? ""
                : reported("at=drain.clamped drain=%s cursor=%s newest=%s%s"
                        .formatted(drain, accepted, newest, missing(accepted, newest)));
    }

    /** How many events a power cut took: the ids tell it where they are dense. */
    private static String missing(Place accepted, Place newest) {
        return newest.lanes() == 1 ? " count=" + (accepted.behind(0) - newest.behind(0)) : "";
    }

    private static String fromTheOldest(String reason, String drain, DrainCursor cursor, Journal journal) {
        Place was = cursor.accepted();
        Place oldest = journal.oldest();
        cursor.move(oldest);
        return reported("at=drain.reset drain=%s reason=%s cursor=%s after=%s"
                .formatted(drain, reason, was, Cursor.of(journal.id(), oldest)));
    }

    private static String reported(String message) {
        LOG.warn(message);
        return message;
    }
}
