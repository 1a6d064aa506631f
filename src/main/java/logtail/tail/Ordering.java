package logtail.tail;

import logtail.encode.EventFormat;
import logtail.event.Block;

/**
 * What becomes of a session's events between the journal and the sink: their order, and what is shown with them. Used by
 * the thread that owns the session.
 */
public abstract sealed class Ordering permits InArrivalOrder, InTimeOrder, WithContext {
    /** When nothing is held back. */
    static final long NEVER = Long.MAX_VALUE;

    private final TailSink sink;
    private long left;

    Ordering(TailSink sink, long max) {
        this.sink = sink;
        left = max;
    }

    public static Ordering of(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        if (query.order() instanceof TailQuery.Order.Time time) {
            return new InTimeOrder(time.windowNs(), kind.create(), sink, query.max());
        }
        return query.context().equals(TailQuery.Context.NONE)
                ? new InArrivalOrder(sink, query.max())
                : new WithContext(query.context(), kind.create(), sink, query.max());
    }

    /**
     * Takes the selected events of a block that are newer than {@code position}.
     *
     * @param shared the block in the format of the sink, written once for all sessions
     */
    public abstract void take(Block block, Selection selection, long position, EncodedBlock shared);

    /** Shows what was held back long enough; time of day in nanoseconds. */
    void release(long nowNs) {}

    /** When {@link #release} should be called at the latest, or {@link #NEVER}. */
    long dueNs() {
        return NEVER;
    }

    /** Shows all that is held back: nothing will come any more. */
    public void finish() {}

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
}
