package logtail.tail;

import java.util.Arrays;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Place;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Order in which a session delivers its matches, and the context delivered with them. Used by the thread that owns the
 * session.
 */
public abstract sealed class Ordering permits InArrivalOrder, InTimeOrder, InFieldOrder, WithContext, Thinned {
    /** Due time when nothing is held back. */
    static final long NEVER = Long.MAX_VALUE;

    private final EventFormat format;
    private final TailSink sink;
    private final Tally tally;
    private final Room room;
    private final Output row = new Output();
    private long left;

    /** @param format what is written for this session alone */
    Ordering(EventFormat format, TailSink sink, long max, Tally tally) {
        this.format = format;
        this.sink = sink;
        this.tally = tally;
        room = new Room(sink);
        left = max;
    }

    /**
     * The one that a query wants.
     *
     * @param share memory for events that are held back
     * @param tally counts what is delivered
     */
    static Ordering of(TailQuery query, EventFormat format, TailSink sink, MemoryBudget.Share share, Tally tally) {
        long max = query.range().max();
        TailQuery.Context context = query.shape().context();
        if (query.shape().order() instanceof TailQuery.Order.Time time) {
            return new InTimeOrder(time.windowNs(), format, sink, max, share, tally);
        }
        if (query.shape().order() instanceof TailQuery.Order.ByField field) {
            return new InFieldOrder(field, format, sink, max, share, tally);
        }
        if (query.shape().rate() > 0) {
            return new Thinned(query.shape().rate(), format, sink, max, share, tally);
        }
        return context.isWanted()
                ? new WithContext(context, format, sink, max, share, tally)
                : new InArrivalOrder(format, sink, max, tally);
    }

    /** For events that come from no journal, in a process that serves one reader. */
    public static Ordering local(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return of(query, kind.create(), sink, MemoryBudget.Share.of("local", Long.MAX_VALUE), new Tally());
    }

    /** The first match delivered is behind this place. */
    void beginAt(Place place) {}

    /** How many events before the first match have to be read to find its context. */
    long reach() {
        return 0;
    }

    /**
     * Takes the matches of a block that are newer than {@code position}, until the sink is full.
     *
     * @param shared the block's events in the sink's format, each encoded once for all sessions
     * @return the id of the last event delivered, held back or skipped: the block's last one unless the sink filled up
     */
    public abstract long take(Block block, Selection selection, long position, EncodedBlock shared);

    /** Delivers held-back events that are due at {@code nowNs}, time of day in nanoseconds, until the sink is full. */
    void release(long nowNs) {}

    /** When to call {@link #release} at the latest, or {@link #NEVER}. */
    long dueNs() {
        return NEVER;
    }

    /** Delivers everything held back, at the end of the stream; false when the sink fills up first. */
    public boolean finish() {
        return true;
    }

    /** Delivers everything held back even if the sink is full. */
    void finishAtOnce() {}

    /** A gap is told now: what comes before it must be delivered, even if the sink is full. */
    void beforeGap() {}

    /**
     * The place up to which every match is delivered; null when none is known.
     *
     * @param position up to which every match was taken, if that is known
     */
    @Nullable
    Place delivered(@Nullable Place position) {
        return position;
    }

    /** Drops everything held back; may be called twice. */
    void close() {}

    /** Whether the maximum number of events has been delivered. */
    public boolean isDone() {
        return left == 0;
    }

    /** Counts one match that is to be sent; false when the maximum was reached before. */
    final boolean count() {
        if (left == 0) {
            return false;
        }
        left--;
        tally.send();
        return true;
    }

    /** Writes the current event of the block, as all sessions share it; returns how many bytes that were. */
    final int write(EncodedBlock shared, Block block) {
        if (!shared.isWithoutPlaces()) {
            return shared.writeTo(sink, block);
        }
        row.clear();
        format.placeOf(block.index(), row);
        sink.write(row.bytes(), 0, row.length());
        return row.length() + shared.writeTo(sink, block);
    }

    /** The current event of the block, to be written later. */
    final byte[] copy(EncodedBlock shared, Block block) {
        if (!shared.isWithoutPlaces()) {
            return shared.copy(block);
        }
        row.clear();
        copyTo(row, shared, block);
        return Arrays.copyOf(row.bytes(), row.length());
    }

    /** Appends the current event of the block to {@code target}, to be written later. */
    final void copyTo(Output target, EncodedBlock shared, Block block) {
        if (shared.isWithoutPlaces()) {
            format.placeOf(block.index(), target);
        }
        shared.copyTo(target, block);
    }

    /** Writes for this session alone. */
    final EventFormat format() {
        return format;
    }

    /** Counts what is matched and sent. */
    final Tally tally() {
        return tally;
    }

    final TailSink sink() {
        return sink;
    }

    final Room room() {
        return room;
    }
}
