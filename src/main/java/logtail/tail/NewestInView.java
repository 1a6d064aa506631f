package logtail.tail;

import java.util.function.Consumer;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;

/**
 * Reads the newest events that a reader may see, oldest of them first. What it gives depends on those events alone, whatever
 * others write between them. One thread, which may wait for the disk.
 */
final class NewestInView {
    private final Journal journal;
    private final Selection visible;

    NewestInView(Journal journal, View view) {
        this.journal = journal;
        visible = Selection.of(view.apps());
    }

    /**
     * Passes at most {@code most} events on, each as the current one of its block.
     *
     * @throws JournalUnreadableException when the disk refuses too much
     */
    void forEach(long most, Consumer<Block> event) {
        long end = journal.lastIndex() + 1;
        try (var reader = new PatientReader(journal)) {
            var range = new IdRange(Math.min(journal.firstIndex(), end), end);
            var search = new LastEvents(journal.candidates(visible.interest()), visible, range, most);
            var turn = new Turn(journal.id().toString(), System::nanoTime);
            while (!search.search(reader, turn.begin())) {
                // the turn is over: another begins
            }
            read(reader, search.start(), end, event);
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
