package logtail.tail;

import java.util.ArrayList;
import java.util.List;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;

/**
 * Delivers matches newest first. A journal is read forward only, so this goes back in windows, reads each forward and
 * delivers it backward. A window's encoded matches fit into {@value #MOST_BYTES} bytes, or it is one event. Matches that the
 * sink has no room for are read again later. One thread at a time.
 */
final class NewestFirst {
    private static final long MOST_IDS = 4_096;
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_READ_BYTES = 4 << 20;

    /**
     * What is to be delivered.
     *
     * @param last the newest id in it
     * @param level of an event, the code of its severity; {@value #GAP} of a gap
     */
    private record Item(long last, int from, int length, int level) {}

    private static final int GAP = -1;

    private final CandidateRanges ranges;
    private final Selection selection;
    private final EventFormat format;
    private final TailSink sink;
    private final Tally tally;
    private final List<Item> items = new ArrayList<>();
    private final long first;
    private final long firstToMiss;
    private Output out = new Output();
    private long windowSize = MOST_IDS;
    private long end; // exclusive; from here on everything is delivered
    private long left;
    private int read;

    /** @param firstToMiss missing ids before this one are not told */
    NewestFirst(
            CandidateRanges ranges,
            Selection selection,
            EventFormat format,
            TailSink sink,
            Tally tally,
            IdRange all,
            long firstToMiss,
            long wanted) {
        this.firstToMiss = firstToMiss;
        this.ranges = ranges;
        this.selection = selection;
        this.format = format;
        this.sink = sink;
        this.tally = tally;
        first = all.first();
        end = all.end();
        left = wanted;
    }

    /** Whether everything is delivered. */
    boolean isDone() {
        return end <= first || left == 0;
    }

    /**
     * Delivers one more window, or as much of it as the sink has room for.
     *
     * @param firstKept the oldest id in the journal
     */
    void show(PatientReader reader, Turn turn, long firstKept) {
        IdRange possible = ranges.previous(end, windowSize);
        long from = Math.max(first, possible.first());
        long to = Math.min(end, possible.end());
        if (from >= to) {
            end = Math.min(from, to);
            return;
        }
        out.clear();
        items.clear();
        read = 0;
        if (!read(reader, turn, from, to, firstKept)) {
            windowSize = Math.max(1, (to - from) / 2);
            return;
        }
        end = showItems() ? from : end;
        if (out.length() < MOST_BYTES / 4 && read < MOST_READ_BYTES / 4) {
            windowSize = Math.min(MOST_IDS, windowSize * 2);
        }
    }

    /** From this id on everything is delivered. */
    long end() {
        return end;
    }

    /** Frees the buffer. */
    void rest() {
        out = new Output();
        items.clear();
    }

    /** False when the sink filled up or enough was shown first. */
    private boolean showItems() {
        for (Item item : items.reversed()) {
            if (!sink.hasRoom()) {
                end = item.last + 1;
                return false;
            }
            sink.write(out.bytes(), item.from, item.length);
            if (item.level != GAP) {
                tally.match(item.last, item.level);
                tally.send();
                left--;
            }
            if (left == 0) {
                end = item.last;
                return false;
            }
        }
        return true;
    }

    /** False when the range is too large for one window. */
    private boolean read(PatientReader reader, Turn turn, long from, long to, long firstKept) {
        reader.seek(from);
        long expected = from;
        while (expected < to) {
            Block block = reader.next();
            boolean isRefused = reader.takeRefused();
            long found = block == null ? to : Math.min(to, block.firstIndex());
            long missing = Math.max(expected, firstToMiss);
            if (found > missing) {
                write(
                        isRefused
                                ? new Gap(missing, found - 1, Gap.Reason.UNREADABLE)
                                : Gap.of(missing, found - 1, firstKept));
            }
            if (block == null) {
                return true;
            }
            turn.count(block);
            read += block.lengthBytes();
            expected = Math.max(found, block.lastIndex() + 1);
            if (selection.enter(block)) {
                take(block, from, to);
            }
            if (to - from > 1 && (out.length() > MOST_BYTES || read > MOST_READ_BYTES)) {
                return false;
            }
        }
        return true;
    }

    private void write(Gap gap) {
        int at = out.length();
        format.gap(gap, out);
        items.add(new Item(gap.to(), at, out.length() - at, GAP));
    }

    private void take(Block block, long from, long to) {
        block.rewind();
        while (selection.next(block) && (out.length() <= MOST_BYTES || to - from == 1)) {
            if (block.index() >= from && block.index() < to) {
                int at = out.length();
                format.event(block, 0, out);
                items.add(new Item(block.index(), at, out.length() - at, block.severity()));
            }
        }
    }
}
