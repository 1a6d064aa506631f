package logtail.tail;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.journal.CandidateRanges;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.journal.PlaceRange;

/**
 * Reads the newest events of a selection, oldest of them first. What it gives depends on those events alone, whatever others
 * write between them. One thread, which may wait for the disk.
 */
public final class NewestInView {
    private final Journal journal;
    private final Selection visible;

    /** Every event that a reader may see. */
    NewestInView(Journal journal, View view) {
        this(journal, Selection.of(view.apps()));
    }

    public NewestInView(Journal journal, Selection selection) {
        this.journal = journal;
        visible = selection;
    }

    /**
     * Passes at most {@code most} events on, each as the current one of its block.
     *
     * @throws JournalUnreadableException when the disk refuses too much
     */
    void forEach(long most, Consumer<Block> event) {
        forEach(journal.oldest(), most, () -> false, event);
    }

    /**
     * As above, of events behind the place {@code first}. Ends its search early when told to, and passes on what it found.
     *
     * @return whether the search came to an end
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it
    public boolean forEach(Place first, long most, BooleanSupplier isOver, Consumer<Block> event) {
        Place end = journal.newest();
        try (var reader = new PatientReader(journal)) {
            var range = PlaceRange.between(first, end);
            var search = new LastEvents(journal.candidates(visible.interest()), visible, range, most);
            var turn = new Turn(journal.id().toString(), journal.lanes(), journal.isRemote(), System::nanoTime);
            boolean isFound = search.search(reader, turn.begin());
            while (!isFound && !isOver.getAsBoolean()) {
                Thread.yield(); // the turn is over: another begins
                isFound = search.search(reader, turn.begin());
            }
            read(reader, search.start(), end, event);
            return isFound;
        }
    }

    private void read(PatientReader reader, Place start, Place end, Consumer<Block> event) {
        var ranges = journal.candidates(visible.interest());
        var at = new MovingPlace(start);
        reader.seek(start);
        while (!at.covers(end)) {
            passOver(ranges, reader, at, end);
            Block block = reader.next();
            if (block == null) {
                return;
            }
            if (visible.enter(block)) {
                block.rewind();
                while (visible.next(block)) {
                    if (block.index() > at.behind(block.lane()) && end.covers(block.index())) {
                        event.accept(block);
                    }
                }
            }
            at.moveTo(Math.max(at.behind(block.lane()), block.lastIndex()));
        }
    }

    private static void passOver(CandidateRanges ranges, PatientReader reader, MovingPlace at, Place end) {
        for (int lane = 0; lane < at.lanes(); lane++) {
            long next = ranges.next(at.behind(lane) + 1);
            if (at.behind(lane) < end.behind(lane) && next > at.behind(lane) + 1) {
                at.moveTo(next - 1);
                reader.seek(next);
            }
        }
    }
}
