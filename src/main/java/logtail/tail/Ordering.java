package logtail.tail;

import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;

/**
 * What becomes of a session's events between the journal and the sink: their order, and what is shown with them. Used by
 * the thread that owns the session.
 */
public abstract sealed class Ordering permits InArrivalOrder, InTimeOrder, WithContext {
    /** When nothing is held back. */
    static final long NEVER = Long.MAX_VALUE;

    private final TailSink sink;
    private final Room room;
    private long left;

    Ordering(TailSink sink, long max) {
        this.sink = sink;
        room = new Room(sink);
        left = max;
    }

    /** @param share what is held back until it is shown takes from it */
    static Ordering of(
            TailQuery query, EventFormat.Kind kind, String journal, TailSink sink, MemoryBudget.Share share) {
        long max = query.range().max();
        TailQuery.Context context = query.shape().context();
        if (query.shape().order() instanceof TailQuery.Order.Time time) {
            return new InTimeOrder(time.windowNs(), kind.create(journal), sink, max, share);
        }
        return context.isWanted()
                ? new WithContext(context, kind.create(journal), sink, max, share)
                : new InArrivalOrder(sink, max);
    }

    /** Of events without a journal, in a process that shows them to one reader. */
    public static Ordering local(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return of(query, kind, "", sink, MemoryBudget.Share.of("local", Long.MAX_VALUE));
    }

    /** From which id to read so that the event {@code id} can be the first that is shown. */
    long readFrom(long id, long firstKept) {
        return id;
    }

    /**
     * Takes the selected events of a block that are newer than {@code position}, as long as there is room.
     *
     * @param shared the block in the format of the sink, written once for all sessions
     * @return the id of the last event that was dealt with: that of the block's last one, or an earlier one when the sink is
     *     full
     */
    public abstract long take(Block block, Selection selection, long position, EncodedBlock shared);

    /** Shows what was held back long enough, as far as there is room; time of day in nanoseconds. */
    void release(long nowNs) {}

    /** When {@link #release} should be called at the latest, or {@link #NEVER}. */
    long dueNs() {
        return NEVER;
    }

    /** Shows all that is held back, as nothing will come any more; false when the sink is full before that. */
    public boolean finish() {
        return true;
    }

    /** Shows all that is held back, though the sink is full. */
    void finishAtOnce() {}

    /** Lets go of all that is held; may be called twice. */
    void close() {}

    /** Whether as many events were shown as were wanted. */
    public boolean isDone() {
        return left == 0;
    }

    /** Counts one selected event; false when it is one too many. */
    final boolean count() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    final TailSink sink() {
        return sink;
    }

    final Room room() {
        return room;
    }
}
