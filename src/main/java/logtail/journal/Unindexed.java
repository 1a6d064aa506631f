package logtail.journal;

import logtail.event.EventId;
import logtail.event.IdRange;

/** The candidates in a journal of several lanes that has no index: every id is one. One thread at a time. */
public final class Unindexed implements CandidateRanges {
    private final Journal journal;

    public Unindexed(Journal journal) {
        this.journal = journal;
    }

    @Override
    public long next(long from) {
        return from;
    }

    @Override
    public IdRange previous(long before, long most) {
        long none = EventId.none(EventId.lane(before), journal.lanes());
        return new IdRange(Math.max(none + 1, before - journal.ids(most)), before);
    }

    /** From before all, once that is behind the oldest place, as retention moves it on meanwhile. */
    @Override
    public PlaceRange previous(Place end, long most) {
        Place from = journal.before(end, most);
        return new PlaceRange(journal.oldest().covers(from) ? Place.nowhere(journal.lanes()) : from, end);
    }
}
