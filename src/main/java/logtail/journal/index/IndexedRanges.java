package logtail.journal.index;

import logtail.event.IdRange;
import logtail.journal.CandidateRanges;
import logtail.journal.Interest;
import logtail.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * The candidate ranges according to the {@link JournalIndex}. Holds the index of the last cycle asked about, and tests
 * each app name in it once. One thread at a time.
 */
public final class IndexedRanges implements CandidateRanges {
    /** A seek costs as much as reading this many records' blocks. */
    private static final int WORTH_A_SEEK = 4;

    private final JournalIndex index;
    private final Interest interest;
    private final NamedApps names;
    private final Journal journal;
    private long
            possibleFrom; // candidates known from the last call, so that reading them block by block needs no search
    private long possibleTo = Journal.NONE;

    public IndexedRanges(JournalIndex index, Interest interest, Journal journal) {
        this.index = index;
        this.interest = interest;
        names = new NamedApps(interest);
        this.journal = journal;
    }

    @Override
    public long next(long from) {
        if (possibleFrom <= from && from <= possibleTo) {
            return from;
        }
        @Nullable CycleIndex in = index.covering(from);
        if (in == null) {
            return from;
        }
        int count = names.enter(in);
        int first = find(in, from, count);
        int at = first;
        long next = from;
        while (at < count && in.firstId(at) <= next && !isPossible(in, at)) {
            next = in.lastId(at++) + 1;
        }
        possibleFrom = at - first < WORTH_A_SEEK ? from : Math.min(next, journal.lastIndex(0) + 1);
        possibleTo = at == count ? next : endOfPossible(in, at, next);
        return possibleFrom;
    }

    private static long endOfPossible(CycleIndex in, int record, long id) {
        long first = in.firstId(record);
        return first <= id ? in.lastId(record) : first - 1; // the ids before it are not covered
    }

    @Override
    public IdRange previous(long before, long most) {
        @Nullable CycleIndex in = index.covering(before - 1);
        if (in == null) {
            return EVERYWHERE.previous(before, most);
        }
        int count = names.enter(in);
        int at = find(in, before - 1, count);
        if (at == count || in.firstId(at) >= before) {
            long undescribed = at == 0 ? in.firstId() : in.lastId(at - 1) + 1;
            return new IdRange(Math.max(undescribed, before - most), before);
        }
        long end = before;
        while (!isPossible(in, at)) {
            end = in.firstId(at);
            if (at == 0 || in.lastId(at - 1) + 1 < end) {
                return new IdRange(end, end);
            }
            at--;
        }
        return new IdRange(Math.max(runStart(in, at, end - most), end - most), end);
    }

    /** Where the run of candidates up to {@code last} begins; the run includes gaps that are not worth a seek. */
    private long runStart(CycleIndex in, int last, long from) {
        long start = in.firstId(last);
        int unwanted = 0;
        for (int at = last - 1; at >= 0 && start > from && in.lastId(at) + 1 == in.firstId(at + 1); at--) {
            if (isPossible(in, at)) {
                start = in.firstId(at);
                unwanted = 0;
            } else if (++unwanted == WORTH_A_SEEK) {
                break;
            }
        }
        return start;
    }

    private static int find(CycleIndex in, long id, int count) {
        return in.first((lastId, highWaterNs) -> lastId >= id, count);
    }

    private boolean isPossible(CycleIndex in, int record) {
        return in.worstSeverity(record) <= interest.worst()
                && in.getLong(record, interest.isByTime() ? CycleIndex.MAX_TIME : CycleIndex.MAX_RECEIVED)
                        >= interest.sinceNs()
                && in.getLong(record, interest.isByTime() ? CycleIndex.MIN_TIME : CycleIndex.MIN_RECEIVED)
                        < interest.untilNs()
                && (in.hasOtherApps(record) || in.hasAny(record, names.wanted()));
    }
}
