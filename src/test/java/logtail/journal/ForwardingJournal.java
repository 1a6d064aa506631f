package logtail.journal;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes everything on to another journal, for tests that watch or disturb a part of it; counts open readers. */
public class ForwardingJournal implements Journal {
    private final Journal target;
    private final AtomicInteger openReaders = new AtomicInteger();

    public ForwardingJournal(Journal target) {
        this.target = target;
    }

    /** How many readers are open. */
    public int openReaders() {
        return openReaders.get();
    }

    @Override
    public JournalId id() {
        return target.id();
    }

    @Override
    public void append(byte[] bytes, int lengthBytes, Appended appended) {
        target.append(bytes, lengthBytes, appended);
    }

    @Override
    public void commit() {
        target.commit();
    }

    @Override
    public int lanes() {
        return target.lanes();
    }

    @Override
    public int laneOf(byte[] bytes, int from, int length) {
        return target.laneOf(bytes, from, length);
    }

    @Override
    public JournalReader openReader(BitSet lanes) {
        openReaders.incrementAndGet();
        return new Reader(target.openReader(lanes));
    }

    @Override
    public CandidateRanges candidates(Interest interest) {
        return target.candidates(interest);
    }

    @Override
    public Stretches stretches(Interest interest) {
        return target.stretches(interest);
    }

    @Override
    public long firstIndex(int lane) {
        return target.firstIndex(lane);
    }

    @Override
    public long lastIndex(int lane) {
        return target.lastIndex(lane);
    }

    @Override
    public OptionalLong count(long behind, long to) {
        return target.count(behind, to);
    }

    @Override
    public long ids(long events) {
        return target.ids(events);
    }

    @Override
    public Place oldest() {
        return target.oldest();
    }

    @Override
    public Place newest() {
        return target.newest();
    }

    @Override
    public Place behind(long id) {
        return target.behind(id);
    }

    @Override
    public Place before(Place place, long events) {
        return target.before(place, events);
    }

    @Override
    public Optional<Deliveries> deliveries() {
        return target.deliveries();
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return target.onGrowth(wake);
    }

    @Override
    public void close() {
        target.close();
    }

    private final class Reader extends ForwardingReader {
        private boolean isClosed;

        Reader(JournalReader reader) {
            super(reader);
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                openReaders.decrementAndGet();
            }
            super.close();
        }
    }
}
