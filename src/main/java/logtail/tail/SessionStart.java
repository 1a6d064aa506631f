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
        if (after != null) {
            position.beginBehind(after);
        }
        if (query.isReversed()) {
            return TailSession.State.GOING_BACK;
        }
        if (range.lines() == 0) {
            position.passOver(Math.max(arrivedAt, position.last()));
        } else if (range.lines() != TailQuery.ALL) {
            return TailSession.State.SEARCHING;
        } else if (position.hasBegun()) {
            startAt(position.last() + 1);
        } else {
            position.missFrom(firstToMiss(position.lend()));
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

    /** Ids of the history that the query covers: not before its cursor or {@code since}, not newer than the session. */
    IdRange searchedIds(PatientReader reader) {
        return new IdRange(Math.min(firstId(reader), arrivedAt + 1), arrivedAt + 1);
    }

    /**
     * Which missing ids are told: those that were received at {@code since} or later. Earlier ones would be old even if
     * their own times could not be.
     */
    long firstToMiss(PatientReader reader) {
        return query.range().sinceNs() == Long.MIN_VALUE ? 0 : firstReceived(reader);
    }

    private long firstId(PatientReader reader) {
        long first = Math.max(journal.firstIndex(), position.hasBegun() ? position.last() + 1 : 0);
        boolean isBounded = query.range().isByReceipt() && query.range().sinceNs() != Long.MIN_VALUE;
        return isBounded ? Math.max(first, firstReceived(reader)) : first;
    }

    /** An event's own time may be far from that of its receipt, so only times of receipt say where to begin. */
    private long firstReceived(PatientReader reader) {
        reader.seekReceived(query.range().sinceNs());
        Block block = reader.next();
        return block == null ? arrivedAt + 1 : block.firstIndex();
    }

    private void startAt(long id) {
        position.passOver(ordering.readFrom(id, journal.firstIndex()) - 1);
    }
}
