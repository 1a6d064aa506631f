package logtail.journal.index;

import java.util.Arrays;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.Stretches;
import org.jspecify.annotations.Nullable;

/**
 * The records of the {@link JournalIndex}, newest first. Holds the index of the cycle that it is in, and tests each app
 * name of it once. One thread at a time.
 */
public final class IndexedStretches implements Stretches {
    private static final int NOT_DESCRIBED = -1;

    private final JournalIndex index;
    private final Interest interest;
    private @Nullable CycleIndex cycle;
    private boolean[] wanted = new boolean[64]; // by number of the app
    private int[] nameFrom = new int[64]; // where its name is in the bytes of the index
    private int[] nameLength = new int[64];
    private int names;
    private int records; // how many records those names are from
    private int record = NOT_DESCRIBED;
    private long first;

    public IndexedStretches(JournalIndex index, Interest interest) {
        this.index = index;
        this.interest = interest;
    }

    @Override
    public void moveBefore(long before) {
        CycleIndex in = cycle;
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
        int count = enter(in);
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
                (number, events) -> reader.read(bytes, nameFrom[number], nameLength[number], wanted[number], events));
    }

    private long get(int field) {
        return described().getLong(record, field);
    }

    private CycleIndex described() {
        if (cycle == null || record == NOT_DESCRIBED) {
            throw new IllegalStateException("no record describes the ids from " + first);
        }
        return cycle;
    }

    /** Tests the new names and returns the number of records that they cover; the index may grow meanwhile. */
    private int enter(CycleIndex in) {
        if (in != cycle) {
            cycle = in;
            names = 0;
            records = 0;
        }
        int count = in.count();
        for (; records < count; records++) {
            in.forEachName(records, this::decide);
        }
        return count;
    }

    private void decide(byte[] bytes, int from, int length) {
        if (names == wanted.length) {
            wanted = Arrays.copyOf(wanted, 2 * names);
            nameFrom = Arrays.copyOf(nameFrom, 2 * names);
            nameLength = Arrays.copyOf(nameLength, 2 * names);
        }
        nameFrom[names] = from;
        nameLength[names] = length;
        wanted[names++] = interest.apps().wants(bytes, from, length);
    }
}
