package logtail.journal;

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
    public JournalReader openReader() {
        openReaders.incrementAndGet();
        return new Reader(target.openReader());
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
    public long firstIndex() {
        return target.firstIndex();
    }

    @Override
    public long lastIndex() {
        return target.lastIndex();
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
