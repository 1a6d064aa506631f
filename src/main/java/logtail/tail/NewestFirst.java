package logtail.tail;

import java.util.ArrayList;
import java.util.List;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.CandidateRanges;
import logtail.journal.JournalReader;

/**
 * Shows selected events from the newest back. A journal reads forward only, so it goes back in windows, reads each forward
 * and shows it backward. One thread.
 */
final class NewestFirst {
    private static final long WINDOW = 4_096;

    private record Item(int from, int length, boolean isEvent) {}

    private final JournalReader reader;
    private final CandidateRanges stretches;
    private final Selection selection;
    private final EventFormat format;
    private final TailSink sink;
    private final Output out = new Output();
    private final List<Item> items = new ArrayList<>();
    private final long first;
    private long end; // what lies from here on was shown
    private long left;

    NewestFirst(
            JournalReader reader,
            CandidateRanges stretches,
            Selection selection,
            EventFormat format,
            TailSink sink,
            IdRange all,
            long wanted) {
        this.reader = reader;
        this.stretches = stretches;
        this.selection = selection;
        this.format = format;
        this.sink = sink;
        first = all.first();
        end = all.end();
        left = wanted;
    }

    /**
     * Shows one more window; true when there is no more to show.
     *
     * @param firstKept the oldest id that the journal keeps
     */
    boolean show(long firstKept) {
        if (end <= first || left == 0) {
            return true;
        }
        IdRange possible = stretches.previous(end, WINDOW);
        long from = Math.max(first, possible.first());
        out.clear();
        items.clear();
        read(from, possible.end(), firstKept);
        for (Item item : items.reversed()) {
            if (left == 0) {
                break;
            }
            sink.write(out.bytes(), item.from, item.length);
            left -= item.isEvent ? 1 : 0;
        }
        end = Math.min(possible.end(), from);
        return end <= first || left == 0;
    }

    private void read(long from, long to, long firstKept) {
        reader.seek(from);
        long expected = from;
        while (expected < to) {
            Block block = reader.next();
            long found = block == null ? to : Math.min(to, block.firstIndex());
            if (found > expected) {
                int at = out.length();
                format.gap(Gap.of(expected, found - 1, firstKept), out);
                items.add(new Item(at, out.length() - at, false));
            }
            if (block == null) {
                return;
            }
            expected = Math.max(found, block.lastIndex() + 1);
            if (selection.enter(block)) {
                take(block, from, to);
            }
        }
    }

    private void take(Block block, long from, long to) {
        block.rewind();
        while (selection.next(block)) {
            if (block.index() >= from && block.index() < to) {
                int at = out.length();
                format.event(block, 0, out);
                items.add(new Item(at, out.length() - at, true));
            }
        }
    }
}
