package logtail.count;

import java.util.Comparator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Stretches;
import logtail.tail.PatientReader;
import logtail.tail.Selection;
import logtail.tail.View;

/**
 * Counts events into buckets of time, from the newest stretch of the journal back. What the index has counted is taken from
 * there ({@link CountedStretch}); the rest is read, up to sixteen stretches at once.
 *
 * <p>A bucket is <i>final</i> when no event before the stretches dealt with can be in it: by receipt, as receipts up to a
 * block are never later than its high water; by the senders' times, which may be anything, at the end alone. Only final
 * buckets are given, so what is told is right however early the count ends, and counting on until the end of what is
 * reached counts nothing twice.
 *
 * <p>A reader of some apps has no budget of time, as it could tell from how far a count comes how much others write. Its
 * count ends with the bucket that makes {@value #MOST_LIMITED_EVENTS} of its own events. One thread, which may wait.
 */
public final class EventCount {
    static final long MOST_LIMITED_EVENTS = 2_000_000;
    private static final int MOST_STRETCHES = 16; // of 64 KiB
    private static final long FIRST_WINDOW = 4_096;
    private static final long LARGEST_WINDOW = 262_144;
    private static final long UNKNOWN = Long.MAX_VALUE;

    /** Where results go, the newest first. */
    public interface Output {
        /** What was selected from then on, for a step, by the name of its level or app. */
        void bucket(long atNs, Map<String, Long> events);

        /** Events that may have been in the range are lost. */
        void gap(Gap gap);

        /** The next result may take a while. */
        default void pause() {}
    }

    /**
     * How far a count came.
     *
     * @param reachedNs the time down to which it is complete: that of the range, or the beginning of a bucket
     * @param events how many there are in the buckets given
     */
    public record Reached(boolean isComplete, long reachedNs, long events, long readBytes) {}

    private final Journal journal;
    private final View view;
    private final CountQuery query;
    private final Selection selection;
    private final Buckets buckets;
    private final CountedStretch counted;
    private final Output out;
    private final LongSupplier nanos;
    private final BooleanSupplier isCancelled;
    private final long firstId;
    private final long endId;
    private long mostEvents;
    private long startNs;
    private long bound = UNKNOWN; // no event that is not dealt with was received later
    private int lowestFinal;
    private long events;
    private long readBytes;
    private long runFrom; // stretches that wait to be read together
    private long runEnd;
    private int runLength;
    private boolean isPast; // all that is left is before the range

    /**
     * A count of what the journal holds now.
     *
     * @param importance which apps to count apart, should there be more than there is memory for
     * @param nanos measures the budget
     * @param isCancelled whether nobody waits for the result any more
     */
    public EventCount(
            Journal journal,
            View view,
            CountQuery query,
            Comparator<String> importance,
            Output out,
            LongSupplier nanos,
            BooleanSupplier isCancelled) {
        this.journal = journal;
        this.view = view;
        this.query = query;
        this.out = out;
        this.nanos = nanos;
        this.isCancelled = isCancelled;
        selection = Selection.of(view, query.selection());
        buckets = new Buckets(query, importance);
        counted = new CountedStretch(query, selection, buckets);
        lowestFinal = buckets.count();
        endId = journal.lastIndex() + 1;
        firstId = Math.min(journal.firstIndex(), endId);
        mostEvents = view.isLimited() ? MOST_LIMITED_EVENTS : Long.MAX_VALUE;
    }

    /** For tests of what ends a limited count. */
    EventCount endingAt(long limitedEvents) {
        mostEvents = limitedEvents;
        return this;
    }

    /** The oldest id that is counted. */
    public long firstId() {
        return firstId;
    }

    /** The newest one. */
    public long lastId() {
        return endId - 1;
    }

    /**
     * Counts until the end, or until the budget is used up.
     *
     * @throws JournalUnreadableException when the disk refuses too much
     */
    public Reached run() {
        startNs = nanos.getAsLong();
        Stretches stretches = journal.stretches(selection.interest());
        long undone;
        try (var reader = new PatientReader(journal)) {
            undone = walk(stretches, reader);
        }
        if (undone == firstId || isPast) {
            if (firstId > Journal.NONE + 1 && bound >= query.sinceNs() && !isCutShort()) {
                out.gap(new Gap(Journal.NONE + 1, firstId - 1, Gap.Reason.RETENTION));
            }
            settle(Long.MIN_VALUE);
        } else if (query.isByTime() && !isCutShort()) {
            settle(latestBefore(stretches, undone));
        }
        return reached();
    }

    private Reached reached() {
        if (query.by() == CountQuery.By.APP) {
            buckets.keepLargestApps(lowestFinal);
            for (int bucket = buckets.count() - 1; bucket >= lowestFinal; bucket--) {
                give(bucket);
            }
        }
        long reachedNs = lowestFinal == buckets.count() ? query.untilNs() : buckets.beginNs(lowestFinal);
        return new Reached(lowestFinal == 0, Math.max(query.sinceNs(), reachedNs), events, readBytes);
    }

    /** Returns the id from which on everything is counted. */
    private long walk(Stretches stretches, PatientReader reader) {
        long before = endId;
        long window = FIRST_WINDOW;
        while (before > firstId && !isPast && !isOver()) {
            stretches.moveBefore(before);
            long from = Math.max(firstId, stretches.first());
            boolean isWhole = stretches.isDescribed() && from == stretches.first();
            boolean isRead = !isWhole || (!isOutside(stretches) && counted.mustBeRead(stretches));
            if (runLength > 0 && (!isRead || !isWhole || runLength == MOST_STRETCHES)) {
                if (!readRun(reader)) {
                    return runEnd;
                }
                continue; // with this stretch, which may be past the range by now
            }
            if (isWhole) {
                window = FIRST_WINDOW;
                if (runLength == 0 && !settleReceipts(stretches.highWaterNs())) {
                    return before;
                }
            } else {
                from = Math.max(from, before - window);
                window = Math.min(LARGEST_WINDOW, 2 * window);
            }
            if (isRead) {
                addToRun(from, before);
                if (!isWhole && !readRun(reader)) {
                    return before;
                }
            } else if (!isPast && !isOutside(stretches)) {
                counted.add(stretches);
            }
            before = from;
        }
        return runLength == 0 || readRun(reader) ? before : runEnd;
    }

    private boolean isOutside(Stretches stretches) {
        return stretches.maxNs() < query.sinceNs() || stretches.minNs() >= query.untilNs();
    }

    private void addToRun(long from, long before) {
        runEnd = runLength == 0 ? before : runEnd;
        runFrom = from;
        runLength++;
    }

    /** False when the count ends before the run does. */
    private boolean readRun(PatientReader reader) {
        runLength = 0;
        out.pause();
        reader.seek(runFrom);
        long highWaterNs = bound;
        for (long expected = runFrom; expected < runEnd; ) {
            if (isOver()) {
                return false;
            }
            Block block = reader.next();
            boolean isRefused = reader.takeRefused();
            long found = block == null ? runEnd : Math.min(runEnd, block.firstIndex());
            long waterNs = block == null ? bound : block.highWaterNs();
            if (found > expected && waterNs >= query.sinceNs()) {
                out.gap(
                        isRefused
                                ? new Gap(expected, found - 1, Gap.Reason.UNREADABLE)
                                : Gap.of(expected, found - 1, journal.firstIndex()));
            }
            if (block == null) {
                break;
            }
            if (expected == runFrom) {
                highWaterNs = waterNs;
            }
            readBytes += block.lengthBytes();
            counted.addMatches(block, runFrom, runEnd);
            expected = Math.max(found, block.lastIndex() + 1);
        }
        Thread.yield(); // tails and other requests come first
        return settleReceipts(Math.min(bound, highWaterNs));
    }

    /** Nothing that is left was received later; false when the count ends with that. */
    private boolean settleReceipts(long highWaterNs) {
        bound = highWaterNs;
        isPast = !query.isByTime() && bound < query.sinceNs(); // a sender's clock may be ahead of ours
        return query.isByTime() || settle(bound);
    }

    /** Nothing that is left has a later time: the buckets behind it are final. False when a limited count is at its end. */
    private boolean settle(long latestNs) {
        while (lowestFinal > 0 && buckets.beginNs(lowestFinal - 1) > latestNs && events < mostEvents) {
            lowestFinal--;
            events += buckets.events(lowestFinal);
            if (query.by() != CountQuery.By.APP) {
                give(lowestFinal);
            }
        }
        return !isCutShort();
    }

    private boolean isCutShort() {
        return events >= mostEvents;
    }

    private void give(int bucket) {
        Map<String, Long> named = buckets.named(bucket);
        if (!named.isEmpty()) {
            out.bucket(buckets.beginNs(bucket), named);
        }
    }

    /** The latest time of anything before this id that may be selected, as far as the index knows. */
    private long latestBefore(Stretches stretches, long undone) {
        long latestNs = Long.MIN_VALUE;
        for (long before = undone; before > firstId; before = stretches.first()) {
            stretches.moveBefore(before);
            if (!stretches.isDescribed() || isCancelled.getAsBoolean()) {
                return UNKNOWN;
            }
            latestNs = Math.max(latestNs, stretches.maxNs());
        }
        return latestNs;
    }

    private boolean isOver() {
        return isCancelled.getAsBoolean()
                || (!view.isLimited()
                        && nanos.getAsLong() - startNs > query.budget().toNanos());
    }
}
