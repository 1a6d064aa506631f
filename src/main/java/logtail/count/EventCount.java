package logtail.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import logtail.encode.Gap;
import logtail.event.IdRange;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Stretches;
import logtail.tail.Selection;
import logtail.tail.View;
import org.jspecify.annotations.Nullable;

/**
 * Counts events into buckets of time, from the newest stretch of the journal back. What the index has counted is taken from
 * there ({@link CountedStretch}); the rest is read, up to sixteen stretches at once ({@link LaneCount}). Of several lanes it is
 * always that which may hold the latest receipts that goes on.
 *
 * <p>A bucket is <i>final</i> when no event before the stretches dealt with can be in it: by receipt, as receipts up to a
 * block are never later than its high water, in each lane; by the senders' times, which may be anything, at the end alone. Only
 * final buckets are given, so what is told is right however early the count ends, and counting on until the end of what is
 * reached counts nothing twice.
 *
 * <p>A reader of some apps has no budget of time, as it could tell from how far a count comes how much others write. Its
 * count ends with the bucket that makes {@value #MOST_LIMITED_EVENTS} of its own events. One thread, which may wait.
 */
public final class EventCount {
    static final long MOST_LIMITED_EVENTS = 2_000_000;
    static final long UNKNOWN = Long.MAX_VALUE;

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

    private final View view;
    private final CountQuery query;
    private final Buckets buckets;
    private final List<LaneCount> lanes = new ArrayList<>();
    private final Output out;
    private final LongSupplier nanos;
    private final BooleanSupplier isCancelled;
    private long mostEvents;
    private long startNs;
    private int lowestFinal;
    private long events;

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
        this.view = view;
        this.query = query;
        this.out = out;
        this.nanos = nanos;
        this.isCancelled = isCancelled;
        buckets = new Buckets(query, importance);
        lowestFinal = buckets.count();
        mostEvents = view.isLimited() ? MOST_LIMITED_EVENTS : Long.MAX_VALUE;
        Selection selection = Selection.of(view, query.selection());
        var counted = new CountedStretch(query, selection, buckets);
        for (int lane = 0; lane < journal.lanes(); lane++) {
            Stretches stretches = journal.stretches(selection.interest());
            lanes.add(new LaneCount(this, journal, lane, stretches, counted));
        }
    }

    /** For tests of what ends a limited count. */
    EventCount endingAt(long limitedEvents) {
        mostEvents = limitedEvents;
        return this;
    }

    CountQuery query() {
        return query;
    }

    Output output() {
        return out;
    }

    /** The ids that are counted; empty when the journal has several lanes, as they are no range there. */
    public Optional<IdRange> ids() {
        return lanes.size() == 1 ? Optional.of(lanes.getFirst().ids()) : Optional.empty();
    }

    /**
     * Counts until the end, or until the budget is used up.
     *
     * @throws JournalUnreadableException when the disk refuses too much
     */
    public Reached run() {
        startNs = nanos.getAsLong();
        try {
            LaneCount latest = latest();
            while (latest != null && !isOver() && latest.step()) {
                latest = latest();
            }
        } finally {
            lanes.forEach(LaneCount::close);
        }
        if (!isCutShort()) {
            lanes.forEach(LaneCount::tellRetention);
            settle(latestLeft());
        }
        return reached();
    }

    /** The lane to go on with; null when all are counted. */
    private @Nullable LaneCount latest() {
        LaneCount latest = null;
        for (LaneCount lane : lanes) {
            if (lane.isOpen() && (latest == null || lane.latestReceiptLeft() > latest.latestReceiptLeft())) {
                latest = lane;
            }
        }
        return latest;
    }

    private Reached reached() {
        if (query.by() == CountQuery.By.APP) {
            buckets.keepLargestApps(lowestFinal);
            for (int bucket = buckets.count() - 1; bucket >= lowestFinal; bucket--) {
                give(bucket);
            }
        }
        long reachedNs = lowestFinal == buckets.count() ? query.untilNs() : buckets.beginNs(lowestFinal);
        return new Reached(lowestFinal == 0, Math.max(query.sinceNs(), reachedNs), events, readBytes());
    }

    private long readBytes() {
        return lanes.stream().mapToLong(LaneCount::readBytes).sum();
    }

    /** What is left in the lanes tells which buckets are final. False when a limited count is at its end. */
    boolean settleReceipts() {
        return settle(latestReceiptLeft());
    }

    private long latestReceiptLeft() {
        return lanes.stream().mapToLong(LaneCount::latestReceiptLeft).max().orElseThrow();
    }

    private long latestLeft() {
        return query.isByTime()
                ? lanes.stream().mapToLong(LaneCount::latestTimeLeft).max().orElseThrow()
                : latestReceiptLeft();
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

    boolean isCancelled() {
        return isCancelled.getAsBoolean();
    }

    boolean isOver() {
        return isCancelled()
                || (!view.isLimited()
                        && nanos.getAsLong() - startNs > query.budget().toNanos());
    }
}
