package logtail.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.runtime.FaultHandler;
import logtail.runtime.Worker;

/**
 * Which apps speak, how much, and when they were last heard. New blocks are counted by the {@code journal-writer} from
 * their tables of names, a few operations a block; after a start the {@code app-catalog} thread first counts the newest
 * {@value #LOOK_BACK_EVENTS} events of the journal. Knows at most {@value #MAX_APPS} names; more are not listed.
 */
public final class AppCatalog implements AutoCloseable {
    static final int MAX_APPS = 10_000;
    static final long LOOK_BACK_EVENTS = 1_000_000;

    private final Map<Name, Activity> apps = new ConcurrentHashMap<>();
    private final ThreadLocal<Name> probe = ThreadLocal.withInitial(Name::new);
    private final JournalReader reader;
    private final long lookBackTo;
    private final Worker worker;
    private boolean isReaderOpen = true;

    private AppCatalog(Journal journal, FaultHandler faults) {
        reader = journal.openReader();
        lookBackTo = journal.lastIndex();
        reader.seek(Math.max(journal.firstIndex(), lookBackTo - LOOK_BACK_EVENTS + 1));
        worker = Worker.start("app-catalog", this::lookBack, faults);
    }

    /** Begins to count what the journal holds; whatever is appended from now on must be told to {@link #count}. */
    public static AppCatalog start(Journal journal, FaultHandler faults) {
        return new AppCatalog(journal, faults);
    }

    /** Counts one block; any thread. */
    public void count(Block block) {
        Name name = probe.get();
        for (int source = 0; source < block.sourceCount(); source++) {
            name.set(block.bytes(), block.appFrom(source), block.appLength(source));
            Activity activity = apps.get(name);
            if (activity == null) {
                if (apps.size() >= MAX_APPS) {
                    continue;
                }
                activity = apps.computeIfAbsent(name.copy(), unused -> new Activity());
            }
            activity.add(block.sourceEvents(source), block.maxReceivedNs());
        }
    }

    /** All apps by name. */
    public List<AppActivity> list(long nowNs) {
        return apps.entrySet().stream()
                .map(app -> app.getValue().describe(app.getKey().toString(), nowNs))
                .sorted(Comparator.comparing(AppActivity::app))
                .toList();
    }

    @Override
    public void close() {
        worker.close();
        closeReader();
    }

    private boolean lookBack() {
        Block block = isReaderOpen ? reader.next() : null;
        if (block == null || block.firstIndex() > lookBackTo) {
            closeReader();
            return false;
        }
        count(block);
        return true;
    }

    private void closeReader() {
        if (isReaderOpen) {
            isReaderOpen = false;
            reader.close();
        }
    }

    /** The bytes of a name as a key; a probe is set again and again, a stored one never changes. */
    private static final class Name {
        private byte[] bytes = {};
        private int from;
        private int length;
        private int hash;

        void set(byte[] source, int from, int length) {
            bytes = source;
            this.from = from;
            this.length = length;
            hash = 1;
            for (int i = from; i < from + length; i++) {
                hash = 31 * hash + source[i];
            }
        }

        Name copy() {
            var copy = new Name();
            copy.set(Arrays.copyOfRange(bytes, from, from + length), 0, length);
            return copy;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name name
                    && Arrays.equals(bytes, from, from + length, name.bytes, name.from, name.from + name.length);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return new String(bytes, from, length, US_ASCII);
        }
    }

    /** Counts of one app: all, and those of the last minute in ten-second buckets. */
    private static final class Activity {
        private static final long BUCKET_NS = 10_000_000_000L;
        private static final int BUCKETS = 7; // six whole ones and the one being filled

        private final long[] counts = new long[BUCKETS];
        private final long[] periods = new long[BUCKETS];
        private long events;
        private long lastSeenNs;

        synchronized void add(int more, long receivedNs) {
            long period = receivedNs / BUCKET_NS;
            int bucket = (int) (period % BUCKETS);
            if (period > periods[bucket]) {
                periods[bucket] = period;
                counts[bucket] = 0;
            }
            if (period == periods[bucket]) {
                counts[bucket] += more;
            }
            events += more;
            lastSeenNs = Math.max(lastSeenNs, receivedNs);
        }

        synchronized AppActivity describe(String app, long nowNs) {
            long period = nowNs / BUCKET_NS;
            long recent = 0;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                if (periods[bucket] > period - BUCKETS && periods[bucket] <= period) {
                    recent += counts[bucket];
                }
            }
            double seconds = (BUCKETS - 1) * 10 + (double) (nowNs % BUCKET_NS) / 1e9;
            return new AppActivity(app, events, recent / seconds, lastSeenNs);
        }
    }
}
