package logtail.journal.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import logtail.journal.Journal;
import logtail.journal.files.CycleFile.Step;

/**
 * The newest sound block of a journal.
 *
 * @param cycle whose file it is in
 * @param offset where it ends in that file
 * @param lastIndex id of its last event, or {@link Journal#NONE} when the journal holds no sound block
 * @param highWaterNs latest time of receipt up to and with it
 * @param receivedNs latest time of receipt in it
 */
public record JournalEnd(int cycle, long offset, long lastIndex, long highWaterNs, long receivedNs) {
    private static final JournalEnd NOTHING =
            new JournalEnd(Integer.MIN_VALUE, 0, Journal.NONE, Long.MIN_VALUE, Long.MIN_VALUE);

    /** Finds it at open. Reads one block, unless something is wrong. Files that no block was written to are deleted. */
    public static JournalEnd find(CycleFiles files) throws IOException {
        int[] cycles = files.cycles();
        JournalEnd end = NOTHING;
        for (int at = cycles.length - 1; at >= 0 && end.isEmpty(); at--) {
            try (var file = files.open(cycles[at])) {
                end = in(cycles[at], file);
                if (end.isEmpty() && file.isBlank()) {
                    files.deleteForGood(cycles[at]); // the process ended while it began the file
                }
            }
        }
        files.refresh();
        return end;
    }

    /** The same after a failed append, which may have left its block in the file of {@code current} or not. */
    public JournalEnd readOn(CycleFiles files, int current) throws IOException {
        try (var file = files.open(current)) {
            return last(current, file, current == cycle ? offset : 0, this);
        } catch (NoSuchFileException e) {
            return this; // the cycle was not begun
        }
    }

    /** That of one file; empty when no block in it is sound. */
    public static JournalEnd in(int cycle, CycleFile file) throws IOException {
        JournalEnd end = file.newestDocument() > 0 ? last(cycle, file, file.newestDocument(), NOTHING) : NOTHING;
        return end.isEmpty() ? last(cycle, file, 0, NOTHING) : end;
    }

    private static JournalEnd last(int cycle, CycleFile file, long from, JournalEnd known) throws IOException {
        file.startAt(from);
        JournalEnd end = known;
        for (Step step = file.next(); step != Step.END; step = file.next()) {
            if (step == Step.BLOCK) {
                var block = file.block();
                end = new JournalEnd(
                        cycle, file.position(), block.lastIndex(), block.highWaterNs(), block.maxReceivedNs());
            }
        }
        return end;
    }

    /** Whether there is no sound block. */
    public boolean isEmpty() {
        return lastIndex == Journal.NONE;
    }
}
