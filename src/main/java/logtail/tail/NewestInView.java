package logtail.tail;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;

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
        forEach(journal.firstIndex(), most, () -> false, event);
    }

    /**
     * As above, of events with ids from {@code first} on. Ends its search early when told to, and passes on what it found.
     *
     * @return whether the search came to an end
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it
    public boolean forEach(long first, long most, BooleanSupplier isOver, Consumer<Block> event) {
        long end = journal.lastIndex() + 1;
        try (var reader = new PatientReader(journal)) {
            var range = new IdRange(Math.min(first, end), end);
            var search = new LastEvents(journal.candidates(visible.interest()), visible, range, most);
            var turn = new Turn(journal.id().toString(), System::nanoTime);
            boolean isFound = search.search(reader, turn.begin());
            while (!isFound && !isOver.getAsBoolean()) {
                Thread.yield(); // the turn is over: another begins
                isFound = search.search(reader, turn.begin());
            }
            read(reader, search.start(), end, event);
            return isFound;
        }
    }

    private void read(PatientReader reader, long start, long end, Consumer<Block> event) {
        var ranges = journal.candidates(visible.interest());
        long at = start;
        while (at < end) {
            long next = ranges.next(at);
            if (next > at || at == start) {
                at = next;
                reader.seek(at);
            }
            Block block = reader.next();
            if (block == null) {
                return;
            }
            if (visible.enter(block)) {
                block.rewind();
                while (visible.next(block)) {
                    if (block.index() >= at && block.index() < end) {
                        event.accept(block);
                    }
                }
            }
            at = block.lastIndex() + 1;
        }
    }
}
