package logtail.journal.index;

import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.Stretches;

/**
 * The records of the {@link JournalIndex}, newest first. Holds the index of the cycle that it is in, and tests each app
 * name of it once. One thread at a time.
 */
public final class IndexedStretches implements Stretches {
    private static final int NOT_DESCRIBED = -1;

    private final JournalIndex index;
    private final Interest interest;
    private final NamedApps names;
    private int record = NOT_DESCRIBED;
    private long first;

    public IndexedStretches(JournalIndex index, Interest interest) {
        this.index = index;
        this.interest = interest;
        names = new NamedApps(interest);
    }

    @Override
    public void moveBefore(long before) {
        CycleIndex in = names.cycle();
        if (in != null && record > 0 && in.lastId(record - 1) == before - 1) {
            record--;
            first = in.firstId(record);
            return;
        }
        in = index.covering(before - 1);
        if (in == null) {
            record = NOT_DESCRIBED;
            first = Journal.NONE + 1;
            return;
        }
        int count = names.enter(in);
        int at = in.first((lastId, highWaterNs) -> lastId >= before - 1, count);
        if (at == count || in.firstId(at) >= before) {
            record = NOT_DESCRIBED;
            first = at == 0 ? in.firstId() : in.lastId(at - 1) + 1;
        } else {
            record = in.lastId(at) == before - 1 ? at : NOT_DESCRIBED;
            first = in.firstId(at);
        }
    }

    @Override
    public long first() {
        return first;
    }

    @Override
    public boolean isDescribed() {
        return record != NOT_DESCRIBED;
    }

    @Override
    public long minNs() {
        return get(interest.isByTime() ? CycleIndex.MIN_TIME : CycleIndex.MIN_RECEIVED);
    }

    @Override
    public long maxNs() {
        return get(interest.isByTime() ? CycleIndex.MAX_TIME : CycleIndex.MAX_RECEIVED);
    }

    @Override
    public long highWaterNs() {
        return get(CycleIndex.HIGH_WATER);
    }

    @Override
    public long events(int severity) {
        return described().events(record, severity);
    }

    @Override
    public boolean hasOtherApps() {
        return described().hasOtherApps(record);
    }

    @Override
    public void forEachApp(AppReader reader) {
        CycleIndex in = described();
        byte[] bytes = in.bytes();
        in.forEachApp(
                record,
                (number, events) ->
                        reader.read(bytes, names.from(number), names.length(number), names.wanted()[number], events));
    }

    private long get(int field) {
        return described().getLong(record, field);
    }

    private CycleIndex described() {
        CycleIndex cycle = names.cycle();
        if (cycle == null || record == NOT_DESCRIBED) {
            throw new IllegalStateException("no record describes the ids from " + first);
        }
        return cycle;
    }
}
