package logtail.tail;

import java.util.Optional;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * One session's place in the journal: in each lane the id of the last event delivered or skipped. Reports missing ids as gaps.
 * It is all that the session carries from one state to the next, so no event is ever delivered twice and every missing one is
 * reported. One thread at a time.
 */
final class Position {
    private final Journal journal;
    private final EventFormat format;
    private final TailSink sink;
    private final long sinceNs;
    private final Runnable beforeGap;
    private final Output notice = new Output();
    private final MovingPlace last;
    private boolean hasBegun; // so that what is missing behind it is reported
    private @Nullable PatientReader reader;
    private boolean isPlaced; // whether the reader stands behind last
    private boolean isInside;
    private Place firstToMiss;

    /**
     * A position before the oldest event.
     *
     * @param last is moved to it
     * @param sinceNs start at events received at this time; {@link Long#MIN_VALUE} for the oldest event
     * @param beforeGap runs before a gap is reported
     */
    Position(Journal journal, MovingPlace last, EventFormat format, TailSink sink, long sinceNs, Runnable beforeGap) {
        this.journal = journal;
        this.last = last;
        this.format = format;
        this.sink = sink;
        this.sinceNs = sinceNs;
        this.beforeGap = beforeGap;
        firstToMiss = last.here();
    }

    /**
     * Moves to {@code cursor}. Reports an invalid one as a gap: for a cursor of another journal everything here is new; for
     * one beyond the end of this journal the end was lost.
     */
    void beginBehind(Cursor cursor) {
        Optional<Place> place = cursor.isOf(journal.id()) ? cursor.place(journal) : Optional.empty();
        Place newest = journal.newest();
        Place end = place.isEmpty() || newest.covers(place.get()) ? newest : journal.end();
        if (place.isEmpty() || (!end.covers(place.get()) && cursor.journal().isEmpty())) {
            tell(Gap.reset(journal.firstIndex(0)));
            return;
        }
        passOver(place.get().min(end));
        for (int lane = 0; lane < end.lanes(); lane++) {
            if (place.get().behind(lane) > end.behind(lane)) {
                tell(Gap.powerCut(end.behind(lane) + 1, place.get().behind(lane), end.lanes() == 1));
            }
        }
    }

    /** Missing ids before this place are not reported. */
    void missFrom(Place place) {
        firstToMiss = place;
    }

    /** Whether it has last events, so that missing ids after them are reported. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** The id of the last event delivered or skipped in a lane. */
    long behind(int lane) {
        return last.behind(lane);
    }

    /** Whether all up to this place is delivered or skipped. */
    boolean covers(Place place) {
        return last.covers(place);
    }

    /** Behind the last events delivered or skipped; where there is none, before the oldest. */
    Place here() {
        return hasBegun ? last.here() : journal.oldest();
    }

    /** Skips to {@code id} in its lane: no event up to it is a match that was not delivered. */
    void passOver(long id) {
        last.moveTo(id);
        hasBegun = true;
        isPlaced = false;
    }

    /** Skips to this place. */
    void passOver(Place place) {
        last.moveTo(place);
        hasBegun = true;
        isPlaced = false;
    }

    /** The next block with newer events, or null at the end of the visible journal. */
    @Nullable
    Block next() {
        PatientReader from = reader();
        if (!isPlaced) {
            place(from);
            isPlaced = true;
        }
        return from.next();
    }

    /** The reader, for use at other places; {@link #next} seeks back by itself. */
    PatientReader lend() {
        isPlaced = false;
        return reader();
    }

    /** Reports ids missing before {@code block}, which {@link #next} returned. */
    void meet(Block block) {
        meet(block, reader().takeRefused());
    }

    /**
     * Reports ids missing before {@code block}.
     *
     * @param isRefused whether they could not be read from disk
     */
    void meet(Block block, boolean isRefused) {
        int lane = block.lane();
        if (hasBegun && block.firstIndex() > last.behind(lane) + 1) {
            tellMissing(last.behind(lane) + 1, block.firstIndex() - 1, isRefused);
        } else if (!hasBegun && isRefused) {
            tell(new Gap(block.firstIndex(), block.firstIndex() - 1, Gap.Reason.UNREADABLE));
        }
    }

    /** Moves to {@code id} in {@code block}; unless that is its last event, the block is read again. */
    void deal(Block block, long id) {
        last.moveTo(id);
        hasBegun = true;
        isInside = id < block.lastIndex();
        isPlaced &= !isInside;
    }

    /** Whether it is inside a block because the sink was full. */
    boolean isInside() {
        return isInside;
    }

    /** {@link #next} found nothing up to this place: reports ids not seen as gaps. */
    void nothingLeftTo(Place place) {
        nothingLeftTo(place, reader != null && reader.takeRefused());
    }

    /** The journal has no more blocks up to this place: reports ids not seen as gaps. */
    void nothingLeftTo(Place place, boolean isRefused) {
        for (int lane = 0; lane < place.lanes(); lane++) {
            if (hasBegun && last.behind(lane) < place.behind(lane)) {
                tellMissing(last.behind(lane) + 1, place.behind(lane), isRefused);
                last.moveTo(place.behind(lane));
            }
        }
    }

    /** {@link #next} went past this id in its lane: reports ids not seen as a gap, and ends there. */
    void endAt(long id) {
        int lane = EventId.lane(id);
        if (hasBegun && last.behind(lane) < id) {
            tellMissing(last.behind(lane) + 1, id, reader().takeRefused());
        }
        last.moveTo(id);
        hasBegun = true;
    }

    /** Reports that the rest of the journal is unreadable, with an unknown number of events. */
    void tellUnreadable() {
        long next = hasBegun ? last.behind(0) + 1 : journal.firstIndex(0);
        tell(new Gap(next, next - 1, Gap.Reason.UNREADABLE));
    }

    /** Closes the reader; {@link #next} opens another. */
    void rest() {
        isPlaced = false;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private void place(PatientReader from) {
        if (hasBegun) {
            from.seek(last.here());
        } else if (sinceNs == Long.MIN_VALUE) {
            from.seek(journal.oldest());
        } else {
            from.seekReceived(sinceNs);
        }
    }

    private void tellMissing(long first, long to, boolean isRefused) {
        int lane = EventId.lane(to);
        long from = Math.max(first, firstToMiss.behind(lane) + 1);
        if (from <= to) {
            Gap.lost(from, to, journal.count(from - 1, to), journal.firstIndex(lane), isRefused)
                    .ifPresent(this::tell);
        }
    }

    private void tell(Gap gap) {
        beforeGap.run();
        notice.clear();
        format.gap(gap, notice);
        sink.write(notice.bytes(), 0, notice.length());
    }

    private PatientReader reader() {
        if (reader == null) {
            reader = new PatientReader(journal);
        }
        return reader;
    }
}
