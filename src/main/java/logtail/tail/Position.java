package logtail.tail;

import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * One session's place in the journal; reports missing ids as gaps. {@link #last} is the id of the last event delivered or
 * skipped. It is all that the session carries from one state to the next, so no event is ever delivered twice and every
 * missing one is reported. One thread at a time.
 */
final class Position {
    private static final long NOT_BEGUN = -1;

    private final Journal journal;
    private final EventFormat format;
    private final TailSink sink;
    private final long sinceNs;
    private final Runnable beforeGap;
    private final Output notice = new Output();
    private @Nullable PatientReader reader;
    private boolean isPlaced; // whether the reader stands behind last
    private boolean isInside;
    private long last = NOT_BEGUN;
    private long firstToMiss;

    /**
     * A position before the oldest event.
     *
     * @param sinceNs start at events received at this time; {@link Long#MIN_VALUE} for the oldest event
     * @param beforeGap runs before a gap is reported
     */
    Position(Journal journal, EventFormat format, TailSink sink, long sinceNs, Runnable beforeGap) {
        this.journal = journal;
        this.format = format;
        this.sink = sink;
        this.sinceNs = sinceNs;
        this.beforeGap = beforeGap;
    }

    /**
     * Moves to {@code cursor}. Reports an invalid one as a gap: for a cursor of another journal everything here is new; for
     * one beyond the end of this journal the end was lost.
     */
    void beginBehind(Cursor cursor) {
        long end = journal.lastIndex();
        if (cursor.isOf(journal.id()) && cursor.index() <= end) {
            last = cursor.index();
        } else if (cursor.isOf(journal.id()) && cursor.journal().isPresent()) {
            tell(new Gap(end + 1, cursor.index(), Gap.Reason.POWER_CUT));
            last = end;
        } else {
            tell(Gap.reset(journal.firstIndex()));
            last = NOT_BEGUN;
        }
    }

    /** Missing ids before {@code id} are not reported. */
    void missFrom(long id) {
        firstToMiss = id;
    }

    /** Whether it has a last event, so that missing ids after it are reported. */
    boolean hasBegun() {
        return last != NOT_BEGUN;
    }

    /** The id of the last event delivered or skipped. */
    long last() {
        return last;
    }

    /** Skips to {@code id}: no event up to it is a match that was not delivered. */
    void passOver(long id) {
        last = id;
        isPlaced = false;
    }

    /** The next block with newer events, or null at the end of the visible journal. */
    @Nullable
    Block next() {
        PatientReader from = reader();
        if (!isPlaced) {
            place(from);
            isPlaced = true;
        }
        return from.next();
    }

    /** The reader, for use at other places; {@link #next} seeks back by itself. */
    PatientReader lend() {
        isPlaced = false;
        return reader();
    }

    /** Reports ids missing before {@code block}, which {@link #next} returned. */
    void meet(Block block) {
        meet(block, reader().takeRefused());
    }

    /**
     * Reports ids missing before {@code block}.
     *
     * @param isRefused whether they could not be read from disk
     */
    void meet(Block block, boolean isRefused) {
        if (hasBegun() && block.firstIndex() > last + 1) {
            tellMissing(last + 1, block.firstIndex() - 1, isRefused);
        } else if (!hasBegun() && isRefused) {
            tell(new Gap(block.firstIndex(), block.firstIndex() - 1, Gap.Reason.UNREADABLE));
        }
    }

    /** Moves to {@code id} in {@code block}; unless that is its last event, the block is read again. */
    void deal(Block block, long id) {
        last = id;
        isInside = id < block.lastIndex();
        isPlaced &= !isInside;
    }

    /** Whether it is inside a block because the sink was full. */
    boolean isInside() {
        return isInside;
    }

    /** {@link #next} found nothing up to this id: reports ids not seen as a gap. */
    void nothingLeftTo(long id) {
        nothingLeftTo(id, reader != null && reader.takeRefused());
    }

    /** The journal has no more blocks up to this id: reports ids not seen as a gap. */
    void nothingLeftTo(long id, boolean isRefused) {
        if (hasBegun() && last < id) {
            tellMissing(last + 1, id, isRefused);
            last = id;
        }
    }

    /** Reports that the rest of the journal is unreadable, with an unknown number of events. */
    void tellUnreadable() {
        long next = hasBegun() ? last + 1 : journal.firstIndex();
        tell(new Gap(next, next - 1, Gap.Reason.UNREADABLE));
    }

    /** Closes the reader; {@link #next} opens another. */
    void rest() {
        isPlaced = false;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private void place(PatientReader from) {
        if (hasBegun()) {
            from.seek(last + 1);
        } else if (sinceNs == Long.MIN_VALUE) {
            from.seek(journal.firstIndex());
        } else {
            from.seekReceived(sinceNs);
        }
    }

    private void tellMissing(long first, long to, boolean isRefused) {
        long from = Math.max(first, firstToMiss);
        if (from > to) {
            return;
        }
        tell(isRefused ? new Gap(from, to, Gap.Reason.UNREADABLE) : Gap.of(from, to, journal.firstIndex()));
    }

    private void tell(Gap gap) {
        beforeGap.run();
        notice.clear();
        format.gap(gap, notice);
        sink.write(notice.bytes(), 0, notice.length());
    }

    private PatientReader reader() {
        if (reader == null) {
            reader = new PatientReader(journal);
        }
        return reader;
    }
}
