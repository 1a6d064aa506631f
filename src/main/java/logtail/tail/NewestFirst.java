package logtail.tail;

import java.util.ArrayList;
import java.util.List;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.CandidateRanges;
import logtail.journal.Journal;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.journal.PlaceRange;

/**
 * Delivers matches newest first. A journal is read forward only, so this goes back in windows, reads each forward and
 * delivers it backward. Of a window whose encoded matches do not fit into {@value #MOST_BYTES} bytes, a smaller one is taken; of the
 * smallest, the newest that fit. Matches that the sink has no room for are read again later. One thread at a time.
 */
final class NewestFirst {
    private static final long MOST_EVENTS = 4_096;
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_READ_BYTES = 4 << 20;

    /**
     * What is to be delivered.
     *
     * @param last the newest id in it
     * @param blocks how many blocks of the window were read before its own
     * @param level of an event, the code of its severity; {@value #GAP} of a gap
     */
    private record Item(long last, int blocks, int from, int length, int level) {}

    private static final int GAP = -1;

    private final CandidateRanges ranges;
    private final Selection selection;
    private final EventFormat format;
    private final TailSink sink;
    private final Tally tally;
    private final Journal journal;
    private final List<Item> items = new ArrayList<>();
    private final List<Long> passed = new ArrayList<>(); // the last ids of the blocks read in the window
    private final Place first;
    private final Place firstToMiss;
    private final MovingPlace at; // up to here the window is read
    private Output out = new Output();
    private long windowEvents = MOST_EVENTS;
    private Place end; // behind this everything is delivered
    private Place kept; // items are of what is behind this
    private long left;
    private int read;

    /** @param firstToMiss missing ids up to here are not told */
    NewestFirst(
            CandidateRanges ranges,
            Selection selection,
            EventFormat format,
            TailSink sink,
            Tally tally,
            Journal journal,
            PlaceRange all,
            Place firstToMiss,
            long wanted) {
        this.firstToMiss = firstToMiss;
        this.ranges = ranges;
        this.selection = selection;
        this.format = format;
        this.sink = sink;
        this.tally = tally;
        this.journal = journal;
        first = all.from();
        end = all.to();
        kept = end;
        at = new MovingPlace(end);
        left = wanted;
    }

    /** Whether everything is delivered. */
    boolean isDone() {
        return first.covers(end) || left == 0;
    }

    /** Delivers one more window, or as much of it as the sink has room for. */
    void show(PatientReader reader, Turn turn) {
        PlaceRange possible = ranges.previous(end, windowEvents);
        Place from = first.max(possible.from());
        Place to = end.min(possible.to());
        if (from.covers(to)) {
            end = to.min(from);
            return;
        }
        out.clear();
        items.clear();
        passed.clear();
        read = 0;
        kept = from;
        if (!read(reader, turn, from, to)) {
            windowEvents = Math.max(1, windowEvents / 2);
            return;
        }
        end = showItems(from, to) ? kept.min(to) : end;
        if (out.length() < MOST_BYTES / 4 && read < MOST_READ_BYTES / 4) {
            windowEvents = Math.min(MOST_EVENTS, windowEvents * 2);
        }
    }

    /** Behind this everything is delivered. */
    Place end() {
        return end;
    }

    /** Frees the buffer. */
    void rest() {
        out = new Output();
        items.clear();
    }

    /** False when the sink filled up or enough was shown first. */
    private boolean showItems(Place from, Place to) {
        for (Item item : items.reversed()) {
            if (!sink.hasRoom()) {
                end = behind(item, item.last, from, to);
                return false;
            }
            sink.write(out.bytes(), item.from, item.length);
            if (item.level != GAP) {
                tally.match(item.last, item.level);
                tally.send();
                left--;
            }
            if (left == 0) {
                end = behind(item, item.last - 1, from, to);
                return false;
            }
        }
        return true;
    }

    /** What was read of the window before this item's block, and of that all up to this id. */
    private Place behind(Item item, long id, Place from, Place to) {
        at.moveTo(from);
        for (long last : passed.subList(0, item.blocks)) {
            at.moveTo(last);
        }
        at.moveTo(id);
        return at.here().min(to);
    }

    /** False when the range is too large for one window. */
    private boolean read(PatientReader reader, Turn turn, Place from, Place to) {
        reader.seek(from);
        at.moveTo(from);
        while (!at.covers(to)) {
            Block block = reader.next();
            boolean isRefused = reader.takeRefused();
            if (block == null) {
                for (int lane = 0; lane < to.lanes(); lane++) {
                    tellMissing(to.behind(lane), isRefused);
                    passed.add(to.behind(lane));
                }
                return true;
            }
            tellMissing(Math.min(to.behind(block.lane()), block.firstIndex() - 1), isRefused);
            turn.count(block);
            read += block.lengthBytes();
            if (selection.enter(block)) {
                take(block, to);
            }
            at.moveTo(Math.max(at.behind(block.lane()), block.lastIndex()));
            passed.add(block.lastIndex());
            if (windowEvents > 1 && (out.length() > MOST_BYTES || read > MOST_READ_BYTES)) {
                return false;
            }
        }
        return true;
    }

    /** The smallest window may be a whole block: its older items are read again when the newer ones are delivered. */
    private void keepNewest(Place to) {
        if (windowEvents == 1 && out.length() > MOST_BYTES) {
            long last = items.getLast().last;
            Place here = at.here().min(to);
            kept = here.covers(last) ? here : here.with(last);
            items.clear();
            out.clear();
        }
    }

    /** What the window should have up to this id, and has not, is lost. */
    private void tellMissing(long last, boolean isRefused) {
        int lane = EventId.lane(last);
        long missing = Math.max(at.behind(lane), firstToMiss.behind(lane)) + 1;
        if (missing <= last) {
            Gap.lost(missing, last, journal.count(missing - 1, last), journal.firstIndex(lane), isRefused)
                    .ifPresent(this::write);
        }
    }

    private void write(Gap gap) {
        int start = out.length();
        format.gap(gap, out);
        items.add(new Item(gap.to(), passed.size(), start, out.length() - start, GAP));
    }

    private void take(Block block, Place to) {
        block.rewind();
        while ((windowEvents == 1 || out.length() <= MOST_BYTES) && selection.next(block)) {
            if (block.index() > at.behind(block.lane()) && to.covers(block.index())) {
                keepNewest(to);
                int start = out.length();
                format.event(block, 0, out);
                items.add(new Item(block.index(), passed.size(), start, out.length() - start, block.severity()));
            }
        }
    }
}
