package logtail.tail;

import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;

/**
 * Finds the event that a session starts with: the one after its cursor, the oldest of the last N matches, or the first of the
 * requested time. Used by the thread that owns the session.
 */
final class SessionStart {
    private final Journal journal;
    private final TailQuery query;
    private final Selection selection;
    private final Ordering ordering;
    private final Position position;
    private final long arrivedAt;
    private @Nullable LastEvents search;

    /** @param arrivedAt id of the newest event when the session was opened */
    SessionStart(
            Journal journal,
            TailQuery query,
            Selection selection,
            Ordering ordering,
            Position position,
            long arrivedAt) {
        this.journal = journal;
        this.query = query;
        this.selection = selection;
        this.ordering = ordering;
        this.position = position;
        this.arrivedAt = arrivedAt;
    }

    /** Moves the position to the start where that needs no search, and returns the state that the session enters. */
    TailSession.State begin() {
        TailQuery.Range range = query.range();
        @Nullable Cursor after = range.after();
        if (query.isReversed()) {
            return TailSession.State.GOING_BACK;
        }
        if (after != null) {
            position.beginBehind(after);
            if (position.hasBegun()) {
                startAt(position.last() + 1);
            }
        } else if (range.lines() == 0) {
            position.passOver(arrivedAt);
        } else if (range.lines() != TailQuery.ALL) {
            return TailSession.State.SEARCHING;
        }
        return TailSession.State.CATCHING_UP;
    }

    /** Searches backward for the last N matches until the turn is over; true when the position is at the start. */
    boolean search(Turn turn) {
        PatientReader reader = position.lend();
        if (search == null) {
            search = new LastEvents(
                    journal.candidates(selection.interest()),
                    selection,
                    searchedIds(reader),
                    query.range().lines());
        }
        if (!search.search(reader, turn)) {
            return false;
        }
        startAt(search.start());
        search = null;
        return true;
    }

    /** Ids of the history that the query covers: not older than {@code since}, not newer than the session. */
    IdRange searchedIds(PatientReader reader) {
        return new IdRange(firstId(reader), arrivedAt + 1);
    }

    private long firstId(PatientReader reader) {
        if (query.range().sinceNs() == Long.MIN_VALUE || query.isByTime()) {
            return journal.firstIndex();
        }
        reader.seekReceived(query.range().sinceNs());
        Block block = reader.next();
        return block == null ? arrivedAt + 1 : block.firstIndex();
    }

    private void startAt(long id) {
        position.passOver(ordering.readFrom(id, journal.firstIndex()) - 1);
    }
}
