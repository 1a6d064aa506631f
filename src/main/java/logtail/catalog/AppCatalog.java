package logtail.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import logtail.runtime.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the events of each app and remembers when it last sent one. The {@code journal-writer} counts new blocks by
 * their source tables, a few operations per block; after a start the {@code app-catalog} thread counts the newest
 * {@value #SCANNED_EVENTS} events of the journal. Where other nodes write too, that thread goes on and counts all that comes. Holds at most {@value #MAX_APPS} names; beyond that it evicts the
 * sixteenth that was silent longest, so a sender that invents names never displaces an active app.
 */
public final class AppCatalog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppCatalog.class);
    static final int MAX_APPS = 10_000;
    static final long SCANNED_EVENTS = 1_000_000;
    private static final long SCANNED_REMOTE_EVENTS = 100_000; // of the busiest lane, as all come over the network
    private static final long RETRY_NS = 1_000_000_000;
    private static final int FORGOTTEN_APPS = MAX_APPS / 16;

    private final Map<Name, Activity> apps = new ConcurrentHashMap<>();
    private final ThreadLocal<Name> probe = ThreadLocal.withInitial(Name::new);
    private final JournalReader reader;
    private final Place scannedTo;
    private final MovingPlace at;
    private final boolean isFollowing;
    private final Worker worker;
    private final Journal.Subscription growth;
    private boolean isReaderOpen = true;

    private AppCatalog(Journal journal, FaultHandler faults) {
        reader = journal.openReader();
        scannedTo = journal.newest();
        at = new MovingPlace(journal.before(scannedTo, journal.isRemote() ? SCANNED_REMOTE_EVENTS : SCANNED_EVENTS));
        reader.seek(at.here());
        isFollowing = journal.isRemote();
        worker = Worker.start("app-catalog", this::scan, faults);
        growth = isFollowing ? journal.onGrowth(worker::wake) : () -> {};
    }

    /** Starts the recovery scan; pass every block that is appended from now on to {@link #appended}. */
    public static AppCatalog start(Journal journal, FaultHandler faults) {
        return new AppCatalog(journal, faults);
    }

    /** Counts a block that this process has appended; the {@code journal-writer}. */
    public void appended(Block block) {
        if (!isFollowing) {
            count(block);
        }
    }

    private void count(Block block) {
        Name name = probe.get();
        for (int source = 0; source < block.sourceCount(); source++) {
            name.set(block.bytes(), block.appFrom(source), block.appLength(source));
            Activity activity = apps.get(name);
            if (activity == null) {
                if (apps.size() >= MAX_APPS) {
                    forgetSilent();
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
        growth.close();
        worker.close();
        closeReader();
    }

    /** One block at a time; blocks that cannot be read are not counted. */
    private boolean scan() {
        try {
            Block block = isReaderOpen ? reader.nextReadable(AppCatalog::warn) : null;
            if (isFollowing) {
                if (block != null) {
                    count(block);
                }
                return block != null;
            }
            if (block != null && !at.covers(scannedTo)) {
                at.moveTo(block.lastIndex());
                if (scannedTo.covers(block.firstIndex())) {
                    count(block);
                }
                return true;
            }
        } catch (JournalUnreadableException | JournalFailedException e) {
            warn(e);
            if (isFollowing) {
                worker.wakeIn(RETRY_NS);
                return false;
            }
        }
        closeReader();
        return false;
    }

    private static void warn(RuntimeException e) {
        LOG.warn("at=catalog.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
    }

    private synchronized void forgetSilent() {
        if (apps.size() < MAX_APPS) {
            return; // another thread was faster
        }
        apps.entrySet().stream()
                .sorted(Comparator.comparingLong(app -> app.getValue().lastSeenNs()))
                .limit(FORGOTTEN_APPS)
                .toList()
                .forEach(app -> apps.remove(app.getKey()));
    }

    private void closeReader() {
        if (isReaderOpen) {
            isReaderOpen = false;
            reader.close();
        }
    }

    /** The bytes of a name as a map key. The probe is reused; a stored key never changes. */
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
            return new String(bytes, from, length, UTF_8);
        }
    }

    /** The counts of one app: the total, and the last minute in ten-second buckets. */
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

        synchronized long lastSeenNs() {
            return lastSeenNs;
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
