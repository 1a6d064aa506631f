package logtail.count;

import java.util.OptionalLong;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.event.IdRange;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Stretches;
import logtail.tail.PatientReader;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one lane of the journal, from its newest stretch back: a step is a stretch, or what is read at once. One
 * thread.
 */
final class LaneCount implements AutoCloseable {
    private static final int MOST_STRETCHES = 16; // of 64 KiB
    private static final long FIRST_WINDOW = 4_096;
    private static final long LARGEST_WINDOW = 262_144;

    private final EventCount whole;
    private final Journal journal;
    private final CountQuery query;
    private final CountedStretch counted;
    private final EventCount.Output out;
    private final Stretches stretches;
    private final int lane;
    private final long firstId;
    private final long endId;
    private long before; // what is from there on is counted, but for the stretches that wait
    private long window;
    private long bound = EventCount.UNKNOWN; // no event that is not dealt with was received later
    private long runFrom; // stretches that wait to be read together
    private long runEnd;
    private int runLength;
    private boolean isPast; // all that is left is before the range
    private boolean isDone;
    private long readBytes;
    private @Nullable PatientReader reader;

    /** A count of what the lane holds now, which {@code whole} is told of. */
    LaneCount(EventCount whole, Journal journal, int lane, Stretches stretches, CountedStretch counted) {
        this.whole = whole;
        this.journal = journal;
        this.lane = lane;
        query = whole.query();
        this.stretches = stretches;
        this.counted = counted;
        out = whole.output();
        endId = journal.lastIndex(lane) + 1;
        firstId = Math.min(journal.firstIndex(lane), endId);
        before = endId;
        isDone = before == firstId;
        window = journal.ids(FIRST_WINDOW);
    }

    /** What is counted. */
    IdRange ids() {
        return new IdRange(firstId, endId);
    }

    long readBytes() {
        return readBytes;
    }

    /** Whether there is more to count. */
    boolean isOpen() {
        return before > firstId && !isPast;
    }

    /** No event that is still to be counted was received later. */
    long latestReceiptLeft() {
        return isDone ? Long.MIN_VALUE : bound;
    }

    /**
     * Goes on; false when the whole count ends with that, or before it.
     *
     * @throws JournalUnreadableException when the disk refuses too much
     */
    boolean step() {
        boolean goesOn = advance();
        isDone = goesOn && !isOpen();
        return goesOn;
    }

    private boolean advance() {
        stretches.moveBefore(before);
        long from = Math.max(firstId, stretches.first());
        boolean isWhole = stretches.isDescribed() && from == stretches.first();
        boolean isRead = !isWhole || (!isOutside() && counted.mustBeRead(stretches));
        if (runLength > 0 && (!isRead || !isWhole || runLength == MOST_STRETCHES)) {
            return readRun(); // and then this stretch, which may be past the range by now
        }
        if (isWhole) {
            window = journal.ids(FIRST_WINDOW);
            if (runLength == 0 && !settleReceipts(stretches.highWaterNs())) {
                return false;
            }
        } else {
            from = Math.max(from, before - window);
            window = Math.min(journal.ids(LARGEST_WINDOW), 2 * window);
        }
        if (isRead) {
            addToRun(from);
            if (!isWhole && !readRun()) {
                return false;
            }
        } else if (!isPast && !isOutside()) {
            counted.add(stretches);
        }
        before = from;
        return isOpen() || runLength == 0 || readRun();
    }

    private boolean isOutside() {
        return stretches.maxNs() < query.sinceNs() || stretches.minNs() >= query.untilNs();
    }

    private void addToRun(long from) {
        runEnd = runLength == 0 ? before : runEnd;
        runFrom = from;
        runLength++;
    }

    /** False when the count ends before the run does. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it
    private boolean readRun() {
        out.pause();
        PatientReader from = reader();
        from.seek(runFrom);
        long highWaterNs = bound;
        for (long expected = runFrom; expected < runEnd; ) {
            if (whole.isOver()) {
                return false;
            }
            Block block = from.next();
            boolean isRefused = from.takeRefused();
            long found = block == null ? runEnd : Math.min(runEnd, block.firstIndex());
            long waterNs = block == null ? bound : block.highWaterNs();
            if (found > expected && waterNs >= query.sinceNs()) {
                OptionalLong count = journal.count(expected - 1, found - 1);
                Gap.lost(expected, found - 1, count, journal.firstIndex(lane), isRefused)
                        .ifPresent(out::gap);
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
        runLength = 0;
        Thread.yield(); // tails and other requests come first
        return settleReceipts(Math.min(bound, highWaterNs));
    }

    private PatientReader reader() {
        PatientReader opened = reader;
        if (opened == null) {
            opened = new PatientReader(journal, endId);
            reader = opened;
        }
        return opened;
    }

    /** Nothing that is left was received later; false when the count ends with that. */
    private boolean settleReceipts(long highWaterNs) {
        bound = highWaterNs;
        isPast = !query.isByTime() && bound < query.sinceNs(); // a sender's clock may be ahead of ours
        return query.isByTime() || whole.settleReceipts();
    }

    /** Tells what retention took, where all that is left was counted and that may have been in the range. */
    void tellRetention() {
        long none = EventId.none(lane, journal.lanes());
        if (isDone && firstId > none + 1 && bound >= query.sinceNs()) {
            long count = journal.count(none, firstId - 1).orElse(0);
            out.gap(new Gap(none + 1, firstId - 1, count, Gap.Reason.RETENTION));
        }
    }

    /** The latest time of anything left that may be selected, as far as the index knows. */
    long latestTimeLeft() {
        long latestNs = Long.MIN_VALUE;
        long undone = runLength > 0 ? runEnd : before;
        for (long end = undone; end > firstId && !isPast; end = stretches.first()) {
            stretches.moveBefore(end);
            if (!stretches.isDescribed() || whole.isCancelled()) {
                return EventCount.UNKNOWN;
            }
            latestNs = Math.max(latestNs, stretches.maxNs());
        }
        return latestNs;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
