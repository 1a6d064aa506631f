package logtail.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/** A journal for tests, held to {@link JournalContractTest}; {@link #forgetBefore} plays retention. Any thread. */
public final class InMemoryJournal implements Journal {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] bytes, Appended appended) {
        Block block() {
            return new Block().wrap(bytes, 0);
        }
    }

    private final JournalId id;
    private final List<Kept> visible = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<Kept> uncommitted = new ArrayList<>();
    private final Growth growth = new Growth();
    private final CRC32C crc = new CRC32C();
    private long nextIndex = NONE + 1;
    private long lastIndex = NONE;
    private long highWaterNs = Long.MIN_VALUE;

    public InMemoryJournal() {
        this(JournalId.random());
    }

    /** One that takes the place of another. */
    public InMemoryJournal(JournalId id) {
        this.id = id;
    }

    @Override
    public JournalId id() {
        return id;
    }

    @Override
    public synchronized void append(byte[] bytes, int lengthBytes, Appended appended) {
        var block = new Block().wrap(bytes, 0);
        highWaterNs = Math.max(highWaterNs, block.maxReceivedNs());
        Block.seal(bytes, 0, nextIndex, highWaterNs, crc);
        nextIndex = block.lastIndex() + 1;
        uncommitted.add(new Kept(Arrays.copyOf(bytes, lengthBytes), appended));
    }

    @Override
    public void commit() {
        List<Kept> committed;
        synchronized (this) {
            committed = List.copyOf(uncommitted);
            uncommitted.clear();
            visible.addAll(committed);
            lastIndex = nextIndex - 1;
        }
        for (Kept kept : committed) {
            kept.appended().onAppended(kept.block().firstIndex(), kept.block().lastIndex());
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
        String bytes = new String(kept.bytes(), UTF_8);
        return refused.stream().anyMatch(bytes::contains);
    }

    /** Drops every block whose events are all older than {@code index}. */
    public synchronized void forgetBefore(long index) {
        visible.removeIf(kept -> kept.block().lastIndex() < index);
    }

    @Override
    public JournalReader openReader() {
        return new Reader();
    }

    @Override
    public CandidateRanges candidates(Interest interest) {
        return CandidateRanges.EVERYWHERE;
    }

    @Override
    public synchronized long firstIndex() {
        return visible.isEmpty() ? lastIndex + 1 : visible.getFirst().block().firstIndex();
    }

    @Override
    public synchronized long lastIndex() {
        return lastIndex;
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return growth.subscribe(wake);
    }

    @Override
    public void close() {}

    private synchronized @Nullable Kept first(Predicate<Block> isWanted) {
        return visible.stream()
                .filter(kept -> isWanted.test(kept.block()))
                .findFirst()
                .orElse(null);
    }

    /** Stands between blocks: {@code position} is the last id before the place. */
    private final class Reader implements JournalReader {
        private final Block block = new Block();
        private long position = NONE;
        private boolean isClosed;

        @Override
        public void seek(long index) {
            checkOpen();
            position = Math.min(index - 1, lastIndex());
        }

        @Override
        public void seekReceived(long receivedNs) {
            checkOpen();
            long end = lastIndex();
            Kept found = first(candidate -> candidate.highWaterNs() >= receivedNs);
            position = found == null ? end : found.block().firstIndex() - 1;
        }

        @Override
        public @Nullable Block next() {
            checkOpen();
            Kept found = first(candidate -> candidate.lastIndex() > position);
            if (found == null) {
                return null;
            }
            block.wrap(found.bytes().clone(), 0);
            position = block.lastIndex();
            if (isRefused(found)) {
                throw new JournalUnreadableException("refused by a test");
            }
            return block;
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
