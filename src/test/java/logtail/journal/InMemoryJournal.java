package logtail.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.EventId;
import org.jspecify.annotations.Nullable;

/**
 * A journal for tests, of one lane or several, held to {@link JournalContractTest}; {@link #forgetBefore} plays retention. The
 * merged order is that in which blocks were appended; what is newer than a reader's last seek comes as it comes, lane by lane in
 * order, if {@link #mix} was called. Any thread.
 */
public final class InMemoryJournal implements Journal {
    private static final int MAX_BLOCK_BYTES = 64 << 10;
    private static final int EVENTS_OF_A_BLOCK = 64; // guessed

    /**
     * A block and its number in the merged order.
     *
     * @param behind the id of the event before it in its lane
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] bytes, long number, long behind, Appended appended) {
        Block block() {
            return new Block().wrap(bytes, 0);
        }

        long firstIndex() {
            return block().firstIndex();
        }

        long lastIndex() {
            return block().lastIndex();
        }

        /** The id of the first event, if there is one. */
        long firstEvent() {
            Block block = block();
            block.nextEvent();
            return block.index();
        }
    }

    private final JournalId id;
    private final List<List<Kept>> visible = new ArrayList<>(); // by lane
    private final List<List<Kept>> written = new ArrayList<>(); // the same, and those that are forgotten
    private final Set<String> refused = new HashSet<>();
    private final List<Kept> uncommitted = new ArrayList<>();
    private final Growth growth = new Growth();
    private final CRC32C crc = new CRC32C();
    private final long[] nextIndexes;
    private final long[] lastIndexes;
    private long blocks;
    private long highWaterNs = Long.MIN_VALUE;
    private @Nullable RandomGenerator mixing;
    private @Nullable RandomGenerator doubling;

    public InMemoryJournal() {
        this(1);
    }

    public InMemoryJournal(int lanes) {
        this(JournalId.random(), lanes);
    }

    /** One that takes the place of another. */
    public InMemoryJournal(JournalId id) {
        this(id, 1);
    }

    private InMemoryJournal(JournalId id, int lanes) {
        this.id = id;
        lastIndexes = new long[lanes];
        Arrays.setAll(lastIndexes, lane -> EventId.none(lane, lanes));
        nextIndexes = Arrays.stream(lastIndexes).map(last -> last + 1).toArray();
        for (int lane = 0; lane < lanes; lane++) {
            visible.add(new ArrayList<>());
            written.add(new ArrayList<>());
        }
    }

    /** From now on readers get what is newer than their last seek from one lane or another. */
    public InMemoryJournal mix(RandomGenerator choices) {
        mixing = choices;
        return this;
    }

    /** From now on lanes get events twice now and then, of which readers get the first alone. */
    public InMemoryJournal twice(RandomGenerator choices) {
        doubling = choices;
        return this;
    }

    @Override
    public JournalId id() {
        return id;
    }

    @Override
    public int lanes() {
        return lastIndexes.length;
    }

    @Override
    public int laneOf(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int at = from; at < from + length; at++) {
            sum += bytes[at];
        }
        return Math.floorMod(sum, lanes());
    }

    @Override
    public synchronized void append(byte[] bytes, int lengthBytes, Appended appended) {
        if (lanes() == 1) {
            appendTo(0, bytes, lengthBytes, 0, appended);
            return;
        }
        var block = new Block().wrap(bytes, 0);
        for (int lane = 0; lane < lanes(); lane++) {
            var encoder = new BlockEncoder(MAX_BLOCK_BYTES, MAX_BLOCK_BYTES);
            int again = doubling == null ? 0 : Math.max(0, doubling.nextInt(8) - 4);
            block.rewind();
            while (block.nextEvent()) {
                int source = block.source();
                if (laneOf(bytes, block.appFrom(source), block.appLength(source)) == lane) {
                    for (int copies = encoder.count() == 0 ? again : 0; copies >= 0; copies--) {
                        add(block, encoder);
                    }
                }
            }
            if (encoder.count() > 0) {
                encoder.finish();
                appendTo(lane, encoder.bytes(), encoder.lengthBytes(), again, appended);
                if (doubling != null && doubling.nextInt(5) == 0) {
                    appendTo(lane, encoder.bytes(), encoder.lengthBytes(), encoder.count(), appended);
                }
            }
        }
    }

    private static void add(Block block, BlockEncoder encoder) {
        if (!encoder.tryAppend(block)) {
            throw new IllegalStateException("too much for one block");
        }
    }

    /** @param leftOut how many of the first events readers do not get */
    private void appendTo(int lane, byte[] bytes, int lengthBytes, int leftOut, Appended appended) {
        var block = new Block().wrap(bytes, 0);
        highWaterNs = Math.max(highWaterNs, block.maxReceivedNs());
        long first = nextIndexes[lane];
        if (lanes() == 1) {
            Block.seal(bytes, 0, first, highWaterNs, crc);
        } else {
            Block.sealInLane(bytes, 0, first, highWaterNs, crc);
        }
        nextIndexes[lane] = block.lastIndex() + 1;
        byte[] kept = leftOut == 0 ? Arrays.copyOf(bytes, lengthBytes) : block.without(leftOut, crc);
        uncommitted.add(new Kept(kept, blocks++, first - 1, appended));
    }

    @Override
    public void commit() {
        List<Kept> committed;
        synchronized (this) {
            committed = List.copyOf(uncommitted);
            uncommitted.clear();
            for (Kept kept : committed) {
                int lane = EventId.lane(kept.firstIndex());
                visible.get(lane).add(kept);
                written.get(lane).add(kept);
                lastIndexes[lane] = kept.lastIndex();
            }
        }
        for (Kept kept : committed) {
            if (kept.block().count() > 0) {
                kept.appended().onAppended(kept.firstEvent(), kept.block().count());
            }
        }
        if (!committed.isEmpty()) {
            growth.wake();
        }
    }

    /** Makes the blocks that hold this text unreadable. */
    public synchronized void refuse(String text) {
        refused.add(text);
    }

    private synchronized boolean isRefused(Kept kept) {
        if (refused.isEmpty()) {
            return false;
        }
        String bytes = new String(kept.bytes(), UTF_8);
        return refused.stream().anyMatch(bytes::contains);
    }

    /** Drops every block of the lane whose events are all older than {@code index}. */
    public synchronized void forgetBefore(long index) {
        visible.get(EventId.lane(index)).removeIf(kept -> kept.lastIndex() < index);
    }

    /** Loses the block that has this id, as damage does. */
    public synchronized void lose(long index) {
        visible.get(EventId.lane(index)).removeIf(kept -> kept.behind() < index && index <= kept.lastIndex());
    }

    /** All blocks that were committed, in the merged order, for those who know what must be true. */
    public synchronized List<Block> written() {
        return inOrder(written).map(Kept::block).toList();
    }

    @Override
    public JournalReader openReader(BitSet lanes) {
        return new Reader(lanes);
    }

    @Override
    public CandidateRanges candidates(Interest interest) {
        return lanes() == 1 ? CandidateRanges.EVERYWHERE : new Unindexed(this);
    }

    @Override
    public synchronized long firstIndex(int lane) {
        List<Kept> kept = visible.get(lane);
        return kept.isEmpty() ? lastIndexes[lane] + 1 : kept.getFirst().firstIndex();
    }

    @Override
    public synchronized long lastIndex(int lane) {
        return lastIndexes[lane];
    }

    @Override
    public synchronized Place newest() {
        return Place.of(lastIndexes);
    }

    /** Behind what was appended, too: other nodes may show it already. */
    @Override
    public synchronized Place end() {
        return Place.of(Arrays.stream(nextIndexes).map(next -> next - 1).toArray());
    }

    @Override
    public synchronized OptionalLong count(long behind, long to) {
        return lanes() == 1
                ? Journal.super.count(behind, to)
                : OptionalLong.of(written.get(EventId.lane(to)).stream()
                        .mapToLong(kept -> {
                            long first = kept.firstEvent();
                            long end = first + kept.block().count();
                            return Math.max(0, Math.min(to + 1, end) - Math.max(behind + 1, first));
                        })
                        .sum());
    }

    @Override
    public long ids(long events) {
        return lanes() == 1 ? events : events * (EventId.MOST_EVENTS / EVENTS_OF_A_BLOCK);
    }

    @Override
    public synchronized Place behind(long id) {
        if (lanes() == 1) {
            return Journal.super.behind(id);
        }
        return visible.get(EventId.lane(id)).stream()
                .filter(kept -> kept.behind() < id && id <= kept.lastIndex())
                .findFirst()
                .map(kept -> before(kept.number()))
                .orElseGet(this::oldest)
                .with(id);
    }

    @Override
    public synchronized Place before(Place place, long events) {
        if (lanes() == 1) {
            return Journal.super.before(place, events);
        }
        long left = events;
        for (Kept kept : inOrder(visible).toList().reversed()) {
            if (kept.behind() < place.behind(EventId.lane(kept.firstIndex()))) {
                left -= kept.block().count();
                if (left <= 0) {
                    return before(kept.number()).min(place);
                }
            }
        }
        return oldest().min(place);
    }

    /** What was appended before the block of this number. */
    private Place before(long number) {
        Place place = Place.nowhere(lanes());
        for (List<Kept> lane : written) {
            for (Kept kept : lane) {
                if (kept.number() < number) {
                    place = place.with(kept.lastIndex());
                }
            }
        }
        return place;
    }

    private static Stream<Kept> inOrder(List<List<Kept>> lanes) {
        return lanes.stream().flatMap(Collection::stream).sorted(Comparator.comparingLong(Kept::number));
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return growth.subscribe(wake);
    }

    @Override
    public void close() {}

    private synchronized @Nullable Kept first(int lane, Predicate<Kept> isWanted) {
        return visible.get(lane).stream().filter(isWanted).findFirst().orElse(null);
    }

    /** Stands between blocks, in each lane behind a position. */
    private final class Reader implements JournalReader {
        private final BitSet lanes;
        private final Block block = new Block();
        private final MovingPlace position = new MovingPlace(Place.nowhere(lanes()));
        private Place ordered = newest();
        private boolean isClosed;

        Reader(BitSet lanes) {
            this.lanes = (BitSet) lanes.clone();
        }

        @Override
        public void seek(long index) {
            checkOpen();
            ordered = newest();
            int lane = lanes() == 1 ? 0 : EventId.lane(index);
            long none = EventId.none(lane, lanes());
            position.moveTo(Math.clamp(index - 1, none, lastIndex(lane)));
        }

        @Override
        public void seekReceived(long receivedNs) {
            checkOpen();
            ordered = newest();
            for (int lane = 0; lane < lanes(); lane++) {
                long end = lastIndex(lane);
                Kept found = first(lane, kept -> kept.block().highWaterNs() >= receivedNs);
                position.moveTo(found == null ? end : found.behind());
            }
        }

        @Override
        public @Nullable Block next() {
            checkOpen();
            Kept found = choose();
            if (found == null) {
                return null;
            }
            block.wrap(found.bytes().clone(), 0);
            position.moveTo(block.lastIndex());
            if (isRefused(found)) {
                throw new JournalUnreadableException("refused by a test");
            }
            return block;
        }

        private @Nullable Kept choose() {
            List<Kept> possible = lanes.stream()
                    .mapToObj(lane -> first(lane, kept -> kept.lastIndex() > position.behind(lane)))
                    .filter(kept -> kept != null)
                    .sorted(Comparator.comparingLong(Kept::number))
                    .toList();
            if (possible.isEmpty()) {
                return null;
            }
            Kept next = possible.getFirst();
            return mixing == null || ordered.covers(next.firstIndex())
                    ? next
                    : possible.get(mixing.nextInt(possible.size()));
        }

        @Override
        public void close() {
            isClosed = true;
        }

        private void checkOpen() {
            if (isClosed) {
                throw new IllegalStateException("this journal reader is closed");
            }
        }
    }
}
