package logtail.tail;

import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * Where one session stands in the journal, and what it says of what is missing there. {@link #last} is the id of the last
 * event that the session has dealt with: the only thing that it carries from one state to the next, so what is read twice is
 * not delivered twice, and what is not there is told as a gap. One thread at a time.
 */
final class Position {
    private static final long NOT_BEGUN = -1;

    private final Journal journal;
    private final EventFormat format;
    private final TailSink sink;
    private final long sinceNs;
    private final Output notice = new Output();
    private @Nullable PatientReader reader;
    private boolean isPlaced; // whether the reader stands behind last
    private boolean isInside;
    private long last = NOT_BEGUN;

    /**
     * Before the oldest event.
     *
     * @param sinceNs no earlier time of receipt is wanted; {@link Long#MIN_VALUE} for the oldest
     */
    Position(Journal journal, EventFormat format, TailSink sink, long sinceNs) {
        this.journal = journal;
        this.format = format;
        this.sink = sink;
        this.sinceNs = sinceNs;
    }

    /**
     * Stands where {@code cursor} says, and tells what is wrong with it: of another journal, everything here is new; of this
     * one and behind its end, the end is lost.
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

    /** Whether it stands behind an event, so that what is missing next is told. */
    boolean hasBegun() {
        return last != NOT_BEGUN;
    }

    /** The id of the last event dealt with. */
    long last() {
        return last;
    }

    /** All up to {@code id} is dealt with; what was not shown is known not to be wanted. */
    void passOver(long id) {
        last = id;
        isPlaced = false;
    }

    /** The next block that has something new, or null at the end of what may be seen. */
    @Nullable
    Block next() {
        PatientReader from = reader();
        if (!isPlaced) {
            place(from);
            isPlaced = true;
        }
        return from.next();
    }

    /** A reader for other places; {@link #next} goes on from this one all the same. */
    PatientReader lend() {
        isPlaced = false;
        return reader();
    }

    /** Tells what is missing before {@code block}, which {@link #next} gave. */
    void meet(Block block) {
        meet(block, reader().takeRefused());
    }

    /**
     * Tells what is missing before {@code block}.
     *
     * @param isRefused whether the disk refused it
     */
    void meet(Block block, boolean isRefused) {
        if (hasBegun() && block.firstIndex() > last + 1) {
            tellMissing(last + 1, block.firstIndex() - 1, isRefused);
        } else if (!hasBegun() && isRefused) {
            tell(new Gap(block.firstIndex(), block.firstIndex() - 1, Gap.Reason.UNREADABLE));
        }
    }

    /** Events up to {@code id} of {@code block} are dealt with; when that is not its last one, it is read again. */
    void deal(Block block, long id) {
        last = id;
        isInside = id < block.lastIndex();
        isPlaced &= !isInside;
    }

    /** Whether it stands inside of the block that was met last, as the sink was full. */
    boolean isInside() {
        return isInside;
    }

    /** {@link #next} found nothing up to this id: what should be there is told. */
    void nothingLeftTo(long id) {
        nothingLeftTo(id, reader != null && reader.takeRefused());
    }

    /** Nothing is left to read up to this id: what should be there is told. */
    void nothingLeftTo(long id, boolean isRefused) {
        if (hasBegun() && last < id) {
            tellMissing(last + 1, id, isRefused);
            last = id;
        }
    }

    /** Nothing can be read any more; how much is missing is not known. */
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

    private void tellMissing(long from, long to, boolean isRefused) {
        tell(isRefused ? new Gap(from, to, Gap.Reason.UNREADABLE) : Gap.of(from, to, journal.firstIndex()));
    }

    private void tell(Gap gap) {
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
