package logtail.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import logtail.event.Block;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.journal.chronicle.JournalLives.Ids;

/** The expected history: the permanent id of each line, and the lost ids. */
final class History {
    private final int lanes;
    private final List<NavigableMap<Long, Said>> committed = new ArrayList<>(); // by lane
    private final List<Long> order = new ArrayList<>(); // the merged one
    private final Deque<Said> pending = new ArrayDeque<>(); // given to the journal, not committed
    private final Set<Long> lost = new HashSet<>();
    private final long[] firstIndexes;
    private final long[] lastIndexes; // of the newest blocks, where there are several lanes

    /** The history of a journal of so many lanes. */
    History(int lanes) {
        this.lanes = lanes;
        for (int lane = 0; lane < lanes; lane++) {
            committed.add(new TreeMap<>());
        }
        firstIndexes = new long[lanes];
        Arrays.setAll(firstIndexes, lane -> EventId.none(lane, lanes) + 1);
        lastIndexes = new long[lanes];
        Arrays.setAll(lastIndexes, lane -> EventId.none(lane, lanes));
    }

    void append(Said said) {
        pending.add(said);
    }

    /** All that was given to a journal of one lane is kept from now on. */
    void commit() {
        while (!pending.isEmpty()) {
            keep(lastIndex() + 1, pending.remove());
        }
    }

    /** All that was given to a journal of several lanes is kept from now on, in these blocks. */
    void commit(List<Block> blocks) {
        for (Block block : blocks) {
            for (Event event : Blocks.events(block)) {
                Said next = pending.stream()
                        .filter(said -> said.app().equals(event.app()))
                        .findFirst()
                        .orElseThrow();
                if (!new String(event.message(), StandardCharsets.US_ASCII).equals(next.message())) {
                    throw new AssertionError("%s was kept, %s comes next".formatted(event, next));
                }
                pending.remove(next);
                keep(event.index(), next);
            }
            lastIndexes[block.lane()] = block.lastIndex();
        }
        if (!pending.isEmpty()) {
            throw new AssertionError("not kept: " + pending);
        }
    }

    private void keep(long id, Said said) {
        committed.get(EventId.lane(id)).put(id, said);
        order.add(id);
    }

    /** The journal was opened again: of what was pending, its beginning may be there. */
    void recover(long lastIndex, List<Ids> torn) {
        if (lastIndex < lastIndex() || lastIndex > lastIndex() + pending.size()) {
            throw new AssertionError("the journal ends at %d after a restart; %d were committed, %d more appended"
                    .formatted(lastIndex, lastIndex(), pending.size()));
        }
        while (lastIndex() < lastIndex) {
            keep(lastIndex() + 1, pending.remove());
        }
        pending.clear();
        torn.stream().filter(ids -> ids.from() <= lastIndex).forEach(ids -> lose(ids.from(), ids.to()));
    }

    /** Damage took these ids, of one lane. */
    void lose(long from, long to) {
        lost.addAll(between(from - 1, to).keySet());
    }

    /** Looks at what the journal says of itself. */
    void check(Journal journal) {
        for (int lane = 0; lane < lanes; lane++) {
            long first = journal.firstIndex(lane);
            long last = journal.lastIndex(lane);
            boolean isRight = last == lastIndex(lane) && first >= firstIndexes[lane] && first <= last + 1;
            if (!isRight) {
                throw new AssertionError("the journal says %d to %d of lane %d; it was from %d, and has %s"
                        .formatted(first, last, lane, firstIndexes[lane], committed.get(lane)));
            }
            firstIndexes[lane] = first;
        }
    }

    /** The last id of the newest block. */
    private long lastIndex(int lane) {
        return lanes == 1 ? lastIndex() : lastIndexes[lane];
    }

    /** The newest id of a journal of one lane. */
    private long lastIndex() {
        return order.size();
    }

    /** All ids, in the merged order. */
    List<Long> order() {
        return order;
    }

    /** Behind all. */
    Place newest() {
        Place newest = Place.nowhere(lanes);
        for (NavigableMap<Long, Said> lane : committed) {
            newest = lane.isEmpty() ? newest : newest.with(lane.lastKey());
        }
        return newest;
    }

    Said said(long id) {
        Said said = committed.get(EventId.lane(id)).get(id);
        if (said == null) {
            throw new AssertionError("there is no event " + id);
        }
        return said;
    }

    /** What has ids above {@code behind} and up to {@code to} in the same lane. */
    Map<Long, Said> between(long behind, long to) {
        return behind >= to ? Map.of() : committed.get(EventId.lane(to)).subMap(behind, false, to, true);
    }

    boolean isDamaged(long id) {
        return lost.contains(id);
    }
}
