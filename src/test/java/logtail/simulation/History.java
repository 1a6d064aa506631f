package logtail.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import logtail.journal.chronicle.JournalLives.Ids;

/** The expected history: the permanent id of each line, and the lost ids. */
final class History {
    private final List<Said> committed = new ArrayList<>();
    private final Deque<Said> pending = new ArrayDeque<>(); // given to the journal, not committed
    private final BitSet damaged = new BitSet();
    private long firstIndex = 1;

    void append(Said said) {
        pending.add(said);
    }

    /** All that was given is kept from now on. */
    void commit() {
        committed.addAll(pending);
        pending.clear();
    }

    /** The journal was opened again: of what was pending, its beginning may be there. */
    void recover(long lastIndex, List<Ids> torn) {
        if (lastIndex < lastIndex() || lastIndex > lastIndex() + pending.size()) {
            throw new AssertionError("the journal ends at %d after a restart; %d were committed, %d more appended"
                    .formatted(lastIndex, lastIndex(), pending.size()));
        }
        while (lastIndex() < lastIndex) {
            committed.add(pending.remove());
        }
        pending.clear();
        torn.stream().filter(ids -> ids.from() <= lastIndex).forEach(this::lose);
    }

    /** Damage took these. */
    void lose(Ids ids) {
        damaged.set((int) ids.from(), (int) ids.to() + 1);
    }

    /** Looks at what the journal says of itself. */
    void check(long newFirstIndex, long lastIndex) {
        if (lastIndex != lastIndex() || newFirstIndex < firstIndex || newFirstIndex > lastIndex + 1) {
            throw new AssertionError("the journal says %d to %d; it was %d to %d"
                    .formatted(newFirstIndex, lastIndex, firstIndex, lastIndex()));
        }
        firstIndex = newFirstIndex;
    }

    long lastIndex() {
        return committed.size();
    }

    Said said(long id) {
        if (id < 1 || id > lastIndex()) {
            throw new AssertionError("there is no event " + id);
        }
        return committed.get((int) id - 1);
    }

    boolean isDamaged(long id) {
        return damaged.get((int) id);
    }
}
