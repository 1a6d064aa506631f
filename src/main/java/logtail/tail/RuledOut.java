package logtail.tail;

import logtail.journal.CandidateRanges;
import logtail.journal.Journal;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * Passes over the ids that the journal's index rules out for a session; they exist, so they are no gap. At the end of the
 * history the question of a session that follows changes, so that end is not passed over. Used by the thread that owns the
 * session.
 */
final class RuledOut {
    private final Journal journal;
    private final boolean isFollowing;
    private final Selection selection;
    private final Position position;
    private final Place historyEnd;
    private boolean isBehindHistory;
    private @Nullable CandidateRanges ranges;

    /** @param historyEnd of a session that follows */
    RuledOut(Journal journal, boolean isFollowing, Selection selection, Position position, Place historyEnd) {
        this.journal = journal;
        this.isFollowing = isFollowing;
        this.selection = selection;
        this.position = position;
        this.historyEnd = historyEnd;
    }

    /** Whether a session that follows is behind its history, in all lanes. */
    boolean isBehindHistory() {
        return isBehindHistory;
    }

    /** Moves the position on in each lane. */
    void passOver() {
        if (!position.hasBegun()) {
            return;
        }
        if (isFollowing && !isBehindHistory && position.covers(historyEnd)) {
            isBehindHistory = true;
            ranges = null;
        }
        if (ranges == null) {
            selection.enterNew(isBehindHistory);
            ranges = journal.candidates(selection.interest());
        }
        boolean endsWithHistory = isFollowing && !isBehindHistory;
        for (int lane = 0; lane < journal.lanes(); lane++) {
            if (!endsWithHistory || position.behind(lane) < historyEnd.behind(lane)) {
                long end = endsWithHistory ? historyEnd.behind(lane) + 1 : Long.MAX_VALUE;
                passOver(ranges, position.behind(lane) + 1, end);
            }
        }
    }

    private void passOver(CandidateRanges among, long from, long end) {
        long next = Math.min(among.next(from), end);
        if (next > from) {
            position.passOver(next - 1);
        }
    }

    /** Lets go of the index. */
    void rest() {
        ranges = null;
    }
}
