package logtail.journal.chronicle;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import logtail.journal.Journal;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.CycleEnds.End;
import logtail.journal.files.CycleFiles;
import logtail.runtime.CrashPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal within its age and size by deleting the files of its oldest cycles.
 *
 * <p>A sweep runs at open, whenever the writer leaves a cycle, and when the oldest cycle reaches the maximum age. It
 * runs on the {@code journal-retention} thread, because unlinking a large file takes tens of milliseconds. It leaves
 * room for one whole cycle under the size limit, so the limit holds while the next one is written. If sweeps do not
 * keep up with a burst, the writer sweeps itself, so the limit is never exceeded by more than one cycle.
 *
 * <p>The cycle of the newest committed block always stays, however old, because the next id is derived from it. The
 * order of a sweep matters: first {@link CycleFiles} hides the cycles, so {@link Journal#firstIndex} is beyond them
 * before any reader can miss them; then readers close these files, so none keeps the disk space of a deleted one; then
 * the files are deleted, oldest first, so a crash in between leaves no hole.
 */
final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long SOONEST_MS = TimeUnit.SECONDS.toMillis(1);
    private static final long LATEST_MS = TimeUnit.HOURS.toMillis(1); // the wall clock may jump meanwhile
    private static final long CLOSE_WITHIN_MS = TimeUnit.SECONDS.toMillis(5);

    private final ChronicleJournal journal;
    private final CycleClock cycles;
    private final CycleEnds ends;
    private final WallWatch wall;
    private final long retainForNs;
    private final long retainBytes;
    private final long cycleBytes;
    private final ScheduledThreadPoolExecutor thread;
    private final LongAdder retiredEvents = new LongAdder();
    private final AtomicBoolean isSweepDue = new AtomicBoolean();
    private @Nullable Future<?> planned; // guarded by this, like isClosed
    private volatile boolean isStarted;
    private boolean isClosed;

    Retention(ChronicleJournal journal, JournalSettings settings, CycleClock cycles, WallWatch wall) {
        this.journal = journal;
        this.cycles = cycles;
        this.wall = wall;
        ends = new CycleEnds(journal.files(), journal.index());
        retainForNs = settings.retainFor().toNanos();
        retainBytes = settings.retainBytes();
        cycleBytes = settings.cycleBytes();
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("journal-retention").daemon().factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // once closed
    }

    /** Sweeps now and whenever it is due; until then sweeps run only on request and when the writer must. */
    void start() {
        isStarted = true;
        sweepSoon();
    }

    /** Begins the next cycle when the current one is over; call before each append. The writer's thread. */
    void beforeAppend(int blockBytes) {
        if (!cycles.isOver(blockBytes)) {
            return;
        }
        @Nullable End end = cycles.end();
        if (end != null) {
            ends.put(cycles.cycle(), end);
        }
        cycles.advance();
        CrashPoint.DURING_ROLL.reach();
        if (sizeBytes() > retainBytes) {
            sweep(); // the thread did not keep up, and another whole file follows now
        } else {
            sweepSoon();
        }
    }

    /** Any thread. */
    long sizeBytes() {
        return ends.sizeBytes() + cycles.writtenBytes();
    }

    /** Any thread. */
    long retiredEvents() {
        return retiredEvents.sum();
    }

    /** Any thread; never waits. */
    void sweepSoon() {
        if (isStarted && isSweepDue.compareAndSet(false, true)) {
            thread.execute(this::sweep);
        }
    }

    /**
     * Deletes the cycles beyond the limits of age or size. Any thread; a failure is logged, and the next sweep tries
     * again.
     */
    synchronized void sweep() {
        isSweepDue.set(false);
        if (isClosed || journal.lastIndex() == Journal.NONE) {
            return;
        }
        try {
            int newest = journal.lastCycle();
            journal.findFirstIndex();
            ends.lookUp(cycles.cycle());
            if (wall.isBelieved()) {
                retireBefore(oldestYoungEnough(newest), "age");
            }
            retireBefore(oldestThatFits(newest), "bytes");
            planNext(newest);
        } catch (IOException
                | RuntimeException
                | InternalError e) { // a mapping throws InternalError when its disk fails
            LOG.warn("at=journal.retire.failed error=\"{}\"", e.toString());
            sweepIn(LATEST_MS);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            thread.shutdown(); // without interrupt, which would close the files that a sweep reads
        }
        try {
            if (!thread.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("journal-retention did not end within " + CLOSE_WITHIN_MS + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int oldestYoungEnough(int newest) {
        long oldestNs = wall.nowNs() - retainForNs;
        for (Map.Entry<Integer, End> end : ends.before(newest).entrySet()) {
            if (end.getValue().receivedNs() >= oldestNs) {
                return end.getKey();
            }
        }
        return newest;
    }

    private int oldestThatFits(int newest) {
        long tooMany = ends.sizeBytes() + cycleBytes - retainBytes;
        for (Map.Entry<Integer, End> end : ends.before(newest).entrySet()) {
            if (tooMany <= 0) {
                return end.getKey();
            }
            tooMany -= end.getValue().sizeBytes();
        }
        return newest;
    }

    private void retireBefore(int kept, String reason) throws IOException {
        List<Integer> old = List.copyOf(ends.before(kept).keySet());
        if (old.isEmpty()) {
            return;
        }
        long firstIndex = journal.firstIndex();
        journal.keepFrom(kept);
        long events = journal.firstIndex() - firstIndex;
        retiredEvents.add(events);
        journal.leaveBefore(kept);
        long bytes = 0;
        for (int cycle : old) {
            CrashPoint.BEFORE_DELETE.reach();
            bytes += ends.delete(cycle).sizeBytes();
            journal.starts().forget(cycle);
        }
        CrashPoint.AFTER_DELETE.reach();
        LOG.info("at=journal.retired cycles={} events={} bytes={} reason={}", old.size(), events, bytes, reason);
    }

    /** Schedules the next sweep by age; the size limit can be exceeded only when the writer leaves a cycle. */
    private void planNext(int newest) {
        Map.@Nullable Entry<Integer, End> oldest = ends.before(newest).firstEntry();
        if (oldest != null) {
            long leftNs = oldest.getValue().receivedNs() + retainForNs - wall.nowNs();
            long waitNs = Math.max(leftNs, wall.doubtLeftNs());
            sweepIn(Math.clamp(TimeUnit.NANOSECONDS.toMillis(waitNs) + 1, SOONEST_MS, LATEST_MS));
        }
    }

    private void sweepIn(long delayMs) {
        if (!isStarted) {
            return;
        }
        if (planned != null) {
            planned.cancel(false);
        }
        planned = thread.schedule(this::sweep, delayMs, TimeUnit.MILLISECONDS);
    }
}
