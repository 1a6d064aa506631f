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
    private final View view;
    private final TailQuery query;
    private final Selection selection;
    private final Ordering ordering;
    private final Position position;
    private final long historyEnd;
    private @Nullable LastEvents search;
    private @Nullable LastEvents reach; // of context, once the first match is known

    /** @param historyEnd the newest id of the history: the newest event when the session was opened, or where the query ends */
    SessionStart(
            Journal journal,
            View view,
            TailQuery query,
            Selection selection,
            Ordering ordering,
            Position position,
            long historyEnd) {
        this.journal = journal;
        this.view = view;
        this.query = query;
        this.selection = selection;
        this.ordering = ordering;
        this.position = position;
        this.historyEnd = historyEnd;
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
            position.passOver(Math.max(historyEnd, position.last()));
        } else if (range.lines() != TailQuery.ALL) {
            return TailSession.State.SEARCHING;
        } else if (position.hasBegun()) {
            return startAt(position.last() + 1) ? TailSession.State.CATCHING_UP : TailSession.State.SEARCHING;
        } else {
            PatientReader reader = position.lend();
            position.missFrom(firstToMiss(reader));
            if (ordering.reach() > 0 && isSinceReceipt()) {
                return startAt(firstReceivedEvent(reader))
                        ? TailSession.State.CATCHING_UP
                        : TailSession.State.SEARCHING;
            }
        }
        return TailSession.State.CATCHING_UP;
    }

    /** Searches backward for the last N matches until the turn is over; true when the position is at the start. */
    boolean search(Turn turn) {
        PatientReader reader = position.lend();
        if (reach != null) {
            return searchReach(reach, reader, turn);
        }
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
        long start = search.start();
        search = null;
        return startAt(start);
    }

    /** Ids of the history that the query covers: not before its cursor or {@code since}, not newer than the session. */
    IdRange searchedIds(PatientReader reader) {
        return new IdRange(Math.min(firstId(reader), historyEnd + 1), historyEnd + 1);
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
        return isSinceReceipt() ? Math.max(first, firstReceived(reader)) : first;
    }

    private boolean isSinceReceipt() {
        return query.range().isByReceipt() && query.range().sinceNs() != Long.MIN_VALUE;
    }

    /** Of a block only its events from {@code since} on count, so it does not matter what shares the block with them. */
    private long firstReceivedEvent(PatientReader reader) {
        reader.seekReceived(query.range().sinceNs());
        Block block = reader.next();
        while (block != null && block.nextEvent()) {
            if (block.receivedNs() >= query.range().sinceNs()) {
                return block.index();
            }
        }
        return block == null ? historyEnd + 1 : block.lastIndex() + 1;
    }

    /** An event's own time may be far from that of its receipt, so only times of receipt say where to begin. */
    private long firstReceived(PatientReader reader) {
        reader.seekReceived(query.range().sinceNs());
        Block block = reader.next();
        return block == null ? historyEnd + 1 : block.firstIndex();
    }

    /**
     * The first match is {@code id} or later, and its context before it. False when that has to be searched for: a reader of
     * some apps is given as many events of those as others are of all, or its context would depend on what the others write.
     */
    private boolean startAt(long id) {
        ordering.beginAt(id);
        long firstKept = Math.min(id, journal.firstIndex());
        if (ordering.reach() > 0 && view.isLimited()) {
            Selection visible = Selection.of(view.apps());
            reach = new LastEvents(
                    journal.candidates(visible.interest()), visible, new IdRange(firstKept, id), ordering.reach());
            return false;
        }
        position.passOver(Math.max(firstKept, id - ordering.reach()) - 1);
        return true;
    }

    private boolean searchReach(LastEvents found, PatientReader reader, Turn turn) {
        if (!found.search(reader, turn)) {
            return false;
        }
        position.passOver(found.start() - 1);
        reach = null;
        return true;
    }
}
