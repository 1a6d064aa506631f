package logtail.journal;

import logtail.event.IdRange;

/**
 * Where events that are wanted may be, as a journal's index has it. It may name too much, never too little: whatever the
 * index does not describe may hold everything, lost ids too, so that a reader goes there and finds them missing. Answers
 * are about events that readers may see. One thread at a time; nothing to close.
 */
public interface CandidateRanges {
    /** What is said without an index: everything is possible everywhere. */
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
     * The next id at or behind {@code from} that may be of a wanted event, at most the one behind the newest. When the way
     * there is short it is {@code from} itself, as reading is then cheaper than seeking. Costs next to nothing when asked
     * for one block after the other.
     */
    long next(long from);

    /**
     * The newest ids below {@code before} that may be of wanted events and are worth reading in one go; between their end
     * and {@code before} nothing is wanted. Looks at one file at most: when there is nothing in it, these ids are empty and
     * the search goes on below them.
     *
     * @param before above 1
     * @param most how many ids at most
     */
    IdRange previous(long before, long most);
}
