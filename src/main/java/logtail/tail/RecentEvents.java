package logtail.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.event.BlockExcerpt;
import logtail.runtime.MemoryBudget;

/**
 * The last events of at most {@value #MOST_SOURCES} processes, as journal bytes: they are encoded only when a match follows.
 * Holds at most {@value #MOST_BYTES} bytes, and never more than the share has left; beyond that the oldest event of all is
 * dropped and its process marked as incomplete. One thread at a time.
 */
final class RecentEvents {
    static final long MOST_BYTES = 8 << 20;
    private static final int MOST_SOURCES = 4096;
    private static final long OBJECTS_BYTES = 200; // around the bytes of each

    /** State of one process. */
    static final class Source {
        private final Deque<Kept> before = new ArrayDeque<>();
        private boolean isCut; // since the last match
        int behindLeft;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(long id, Source source, byte[] block) {
        long cost() {
            return block.length + OBJECTS_BYTES;
        }
    }

    private final int most;
    private final MemoryBudget.Share share;
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, Kept> byAge = new LinkedHashMap<>();
    private final Block excerpt = new Block();
    private long heldBytes;

    /** Keeps the last {@code most} events of each process. */
    RecentEvents(int most, MemoryBudget.Share share) {
        this.most = most;
        this.share = share;
    }

    /** The process {@code number} of this block; {@code forgotten} gets the process evicted for it. */
    Source source(Block block, int number, Consumer<Source> forgotten) {
        int from = block.appFrom(number); // the process follows
        int length = block.appLength(number) + block.processLength(number);
        String name = block.appLength(number) + ":" + new String(block.bytes(), from, length, ISO_8859_1);
        Source source = sources.computeIfAbsent(name, unused -> new Source());
        if (sources.size() > MOST_SOURCES) {
            var oldest = sources.entrySet().iterator();
            Source gone = oldest.next().getValue();
            oldest.remove();
            gone.before.forEach(this::letGo);
            forgotten.accept(gone);
        }
        return source;
    }

    /** Keeps the current event of the block; replaces the oldest of its process when there are enough. */
    void keep(Block block, Source source) {
        if (most == 0) {
            return;
        }
        if (source.before.size() == most) {
            letGo(source.before.remove());
        }
        var kept = new Kept(block.index(), source, BlockExcerpt.of(block));
        while (!tryTake(kept.cost())) {
            if (byAge.isEmpty()) {
                source.isCut = true;
                return;
            }
            dropOldest();
        }
        source.before.add(kept);
        byAge.put(kept.id(), kept);
    }

    /** Whether fewer events than wanted are left because memory ran out. */
    boolean isCut(Source source) {
        return source.isCut && source.before.size() < most;
    }

    /** Hands each event to {@code to}, oldest first, and drops them. */
    void take(Source source, Consumer<Block> to) {
        for (Kept kept = source.before.poll(); kept != null; kept = source.before.poll()) {
            to.accept(readyToRead(kept));
            letGo(kept);
        }
        source.isCut = false;
    }

    /** Drops everything. */
    void clear() {
        sources.clear();
        byAge.clear();
        share.give(heldBytes);
        heldBytes = 0;
    }

    private Block readyToRead(Kept kept) {
        excerpt.wrap(kept.block(), 0).nextEvent();
        return excerpt;
    }

    private boolean tryTake(long bytes) {
        if (heldBytes + bytes > MOST_BYTES || !share.tryTake(bytes)) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    private void dropOldest() {
        Kept oldest = byAge.values().iterator().next();
        oldest.source().before.remove(); // a process is in one lane, so it is the first there too
        oldest.source().isCut = true;
        letGo(oldest);
    }

    private void letGo(Kept kept) {
        byAge.remove(kept.id());
        heldBytes -= kept.cost();
        share.give(kept.cost());
    }
}
