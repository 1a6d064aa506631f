package logtail.journal;

import logtail.event.IdRange;

/**
 * The id ranges that may hold events of an {@link Interest}, according to the journal's index. May over-approximate,
 * never omits a match: ids that the index does not cover count as candidates, lost ones too, so that a reader tries
 * them and reports them missing. Covers committed events only. One thread at a time; nothing to close.
 */
public interface CandidateRanges {
    /** The answer without an index in a journal of one lane: every id is a candidate. */
    CandidateRanges EVERYWHERE = new CandidateRanges() {
        @Override
        public long next(long from) {
            return from;
        }

        @Override
        public IdRange previous(long before, long most) {
            return new IdRange(Math.max(Journal.NONE + 1, before - most), before);
        }
    };

    /**
     * The first candidate at or after {@code from} in its lane, at most the id after the newest. Returns {@code from} itself when
     * the first candidate is so near that reading is cheaper than seeking. Cheap when called for consecutive blocks.
     */
    long next(long from);

    /**
     * The newest candidates below {@code before} in its lane that are worth reading in one go; there is no match between
     * their end and {@code before}. Searches at most one file: when that holds no candidate the range is empty, and the search
     * continues below it.
     *
     * @param before above 1
     * @param most the most ids to return
     */
    IdRange previous(long before, long most);

    /**
     * The same in the merged order of all lanes: what is in the range comes behind all that is before it, and before all that
     * is behind it.
     *
     * @param end covers more than the oldest place of the journal
     * @param most about how many events to return
     */
    default PlaceRange previous(Place end, long most) {
        return PlaceRange.of(previous(end.behind(0) + 1, most));
    }
}
