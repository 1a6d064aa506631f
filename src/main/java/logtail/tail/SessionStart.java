package logtail.tail;

import java.util.Optional;
import java.util.function.ToLongFunction;
import logtail.event.Block;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.journal.PlaceRange;
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
    private final Place arrivedAt;
    private Place historyEnd;
    private @Nullable LastEvents search;
    private @Nullable LastEvents reach; // of context, once the first match is known
    private @Nullable Place begin; // of what may match, once that is known

    /** @param arrivedAt behind the newest events when the session was opened */
    SessionStart(
            Journal journal,
            View view,
            TailQuery query,
            Selection selection,
            Ordering ordering,
            Position position,
            Place arrivedAt) {
        this.journal = journal;
        this.view = view;
        this.query = query;
        this.selection = selection;
        this.ordering = ordering;
        this.position = position;
        this.arrivedAt = arrivedAt;
        historyEnd = arrivedAt;
    }

    /** Where the history ends, once begun: where it ended when the session was opened, or where the query does. */
    Place historyEnd() {
        return historyEnd;
    }

    /** Behind which place the first match is, as far as that is known; context may be before it. */
    Place begin(Position from) {
        return begin == null ? from.here() : begin;
    }

    /** Moves the position to the start where that needs no search, and returns the state that the session enters. */
    TailSession.State begin() {
        TailQuery.Range range = query.range();
        if (range.before() != null) {
            historyEnd = before(range.before()).min(arrivedAt);
            selection.endAt(historyEnd);
        }
        @Nullable Cursor after = range.after();
        if (after != null) {
            position.beginBehind(after);
        }
        if (query.isReversed()) {
            return TailSession.State.GOING_BACK;
        }
        if (range.lines() == 0) {
            position.passOver(position.hasBegun() ? historyEnd.max(position.here()) : historyEnd);
        } else if (range.lines() != TailQuery.ALL) {
            return TailSession.State.SEARCHING;
        } else if (position.hasBegun()) {
            return startAt(position.here()) ? TailSession.State.CATCHING_UP : TailSession.State.SEARCHING;
        } else {
            PatientReader reader = position.lend();
            position.missFrom(firstToMiss(reader));
            if (ordering.reach() > 0 && isSinceReceipt()) {
                return startAt(firstReceivedEvent(reader))
                        ? TailSession.State.CATCHING_UP
                        : TailSession.State.SEARCHING;
            }
            if (journal.lanes() > 1) { // of which some may be silent, so all begin at once
                position.passOver(isSinceReceipt() ? firstReceived(reader) : journal.oldest());
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
                    searched(reader),
                    query.range().lines());
        }
        if (!search.search(reader, turn)) {
            return false;
        }
        Place start = search.start();
        search = null;
        return startAt(start);
    }

    /** The part of the history that the query covers: not before its cursor or {@code since}, not newer than the session. */
    PlaceRange searched(PatientReader reader) {
        return PlaceRange.between(first(reader), historyEnd);
    }

    /**
     * Behind which place missing ids are told: where those were received at {@code since} or later. Earlier ones would be old
     * even if their own times could not be.
     */
    Place firstToMiss(PatientReader reader) {
        return query.range().sinceNs() == Long.MIN_VALUE ? Place.nowhere(journal.lanes()) : firstReceived(reader);
    }

    /** A place names what is behind it and what is not; an id names its event, which is not selected. */
    private Place before(Cursor before) {
        Optional<Place> place = before.place(journal);
        return before.isPlace() || place.isEmpty()
                ? place.orElseGet(journal::oldest)
                : place.get().with(Math.max(before.index(), 1) - 1);
    }

    private Place first(PatientReader reader) {
        Place oldest = journal.oldest();
        Place first = position.hasBegun() ? oldest.max(position.here()) : oldest;
        return isSinceReceipt() ? first.max(firstReceived(reader)) : first;
    }

    private boolean isSinceReceipt() {
        return query.range().isByReceipt() && query.range().sinceNs() != Long.MIN_VALUE;
    }

    /** Of a block only its events from {@code since} on count, so it does not matter what shares the block with them. */
    private Place firstReceivedEvent(PatientReader reader) {
        return received(reader, this::beforeReceived);
    }

    private long beforeReceived(Block block) {
        while (block.nextEvent()) {
            if (block.receivedNs() >= query.range().sinceNs()) {
                return block.index() - 1;
            }
        }
        return block.lastIndex();
    }

    /** An event's own time may be far from that of its receipt, so only times of receipt say where to begin. */
    private Place firstReceived(PatientReader reader) {
        return received(reader, block -> block.firstIndex() - 1);
    }

    /** Before what was received at {@code since} or later, as the first block says. */
    private Place received(PatientReader reader, ToLongFunction<Block> before) {
        reader.seekReceived(query.range().sinceNs());
        Block first = reader.next();
        return first == null ? historyEnd : journal.behind(first.firstIndex()).with(before.applyAsLong(first));
    }

    /**
     * The first match is behind this place, and its context before it. False when that has to be searched for: a reader of
     * some apps is given as many events of those as others are of all, or its context would depend on what the others write.
     */
    private boolean startAt(Place place) {
        begin = place;
        ordering.beginAt(place);
        if (ordering.reach() > 0 && view.isLimited()) {
            Selection visible = Selection.of(view.apps());
            reach = new LastEvents(
                    journal.candidates(visible.interest()),
                    visible,
                    PlaceRange.between(journal.oldest(), place),
                    ordering.reach());
            return false;
        }
        position.passOver(
                ordering.reach() == 0
                        ? place
                        : journal.before(place, ordering.reach()).min(place));
        return true;
    }

    private boolean searchReach(LastEvents found, PatientReader reader, Turn turn) {
        if (!found.search(reader, turn)) {
            return false;
        }
        position.passOver(found.start());
        reach = null;
        return true;
    }
}
