package logtail.journal.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import logtail.journal.Journal;
import logtail.journal.files.CycleFile.Found;

/**
 * The newest sound block of a journal.
 *
 * @param cycle the cycle whose file it is in
 * @param offset the offset in that file at which it ends
 * @param lastIndex the id of its last event, or {@link Journal#NONE} when the journal holds no sound block
 * @param highWaterNs the latest time of receipt up to and including it
 * @param receivedNs the latest time of receipt in it
 */
public record JournalEnd(int cycle, long offset, long lastIndex, long highWaterNs, long receivedNs) {
    private static final JournalEnd NOTHING =
            new JournalEnd(Integer.MIN_VALUE, 0, Journal.NONE, Long.MIN_VALUE, Long.MIN_VALUE);

    /**
     * Finds the newest sound block of the journal at open. Reads one block, unless there is damage. Deletes files that
     * no block was ever written to.
     */
    public static JournalEnd find(CycleFiles files) throws IOException {
        int[] cycles = files.cycles();
        JournalEnd end = NOTHING;
        for (int at = cycles.length - 1; at >= 0 && end.isEmpty(); at--) {
            try (var file = files.open(cycles[at])) {
                end = in(cycles[at], file);
                if (end.isEmpty() && file.isBlank()) {
                    files.deleteForGood(cycles[at]); // the process died while it began the file
                }
            }
        }
        files.refresh();
        return end;
    }

    /**
     * Finds the newest sound block after a failed append, which may have left its block in the file of {@code current}.
     */
    public JournalEnd readOn(CycleFiles files, int current) throws IOException {
        try (var file = files.open(current)) {
            return last(current, file, current == cycle ? offset : 0, this);
        } catch (NoSuchFileException e) {
            return this; // the cycle has no file yet
        }
    }

    /** Finds the newest sound block of one file; empty when there is none. */
    public static JournalEnd in(int cycle, CycleFile file) throws IOException {
        JournalEnd end = file.newestDocument() > 0 ? last(cycle, file, file.newestDocument(), NOTHING) : NOTHING;
        return end.isEmpty() ? last(cycle, file, 0, NOTHING) : end;
    }

    private static JournalEnd last(int cycle, CycleFile file, long from, JournalEnd known) throws IOException {
        file.startAt(from);
        JournalEnd end = known;
        for (Found found = file.next(); found != Found.END; found = file.next()) {
            if (found == Found.BLOCK) {
                var block = file.block();
                end = new JournalEnd(
                        cycle, file.position(), block.lastIndex(), block.highWaterNs(), block.maxReceivedNs());
            }
        }
        return end;
    }

    /** The same block, when later ids were given whose blocks are lost. */
    public JournalEnd withLastIndex(long id) {
        return new JournalEnd(cycle, offset, id, highWaterNs, receivedNs);
    }

    /** Whether there is no event. */
    public boolean isEmpty() {
        return lastIndex == Journal.NONE;
    }
}
