package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import logtail.journal.Journal;
import logtail.journal.chronicle.CycleFile.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest sound block of a journal.
 *
 * @param cycle whose file it is in
 * @param offset where it ends in that file
 * @param lastIndex id of its last event, or {@link Journal#NONE} when the journal holds no sound block
 * @param highWaterNs latest time of receipt up to and with it
 * @param receivedNs latest time of receipt in it
 */
record JournalEnd(int cycle, long offset, long lastIndex, long highWaterNs, long receivedNs) {
    private static final Logger LOG = LoggerFactory.getLogger(JournalEnd.class);
    private static final JournalEnd NOTHING =
            new JournalEnd(Integer.MIN_VALUE, 0, Journal.NONE, Long.MIN_VALUE, Long.MIN_VALUE);

    /**
     * Finds it at open, before Chronicle sees the folder, and sees to it that Chronicle goes on in the newest file only
     * when that ends as a writer leaves it, alive or killed. Otherwise the file is set aside, or deleted when a writer was
     * killed before it wrote the first block. Reads one block, unless something is wrong.
     *
     * @param newestId the newest id that readers were shown
     */
    static JournalEnd find(CycleFiles files, long newestId) throws IOException {
        int[] cycles = files.cycles();
        if (cycles.length == 0) {
            return NOTHING;
        }
        Tail newest = Tail.of(files, cycles[cycles.length - 1]);
        JournalEnd end = newest.end;
        for (int at = cycles.length - 2; at >= 0 && end.isEmpty(); at--) {
            end = Tail.of(files, cycles[at]).end;
        }
        boolean isNothingMissing = newestId <= end.lastIndex;
        if (newest.end.isEmpty() && (newest.isWhole || isNothingMissing)) {
            files.delete(cycles[cycles.length - 1]);
            files.refresh();
        } else if (!newest.isWhole) {
            files.setAside(cycles[cycles.length - 1]);
        }
        if (!isNothingMissing) {
            LOG.warn("at=journal.lost from={} to={}", end.lastIndex + 1, newestId);
        }
        return end;
    }

    private boolean isEmpty() {
        return lastIndex == Journal.NONE;
    }

    /** The same after a failed append, which may have left its block in the file of {@code current} or not. */
    JournalEnd readOn(CycleFiles files, int current) throws IOException {
        try (var file = new CycleFile(files.path(current))) {
            var tail = new Tail(this);
            tail.read(current, file, current == cycle ? offset : 0);
            return tail.end;
        } catch (NoSuchFileException e) {
            return this; // the cycle was not begun
        }
    }

    /** What the end of one file is like. */
    private static final class Tail {
        JournalEnd end;
        boolean isWhole = true;

        Tail(JournalEnd known) {
            end = known;
        }

        static Tail of(CycleFiles files, int cycle) throws IOException {
            var tail = new Tail(NOTHING);
            try (var file = new CycleFile(files.path(cycle))) {
                long newest = file.newestDocument();
                if (newest > 0) {
                    tail.read(cycle, file, newest);
                }
                if (tail.end.isEmpty() || !tail.isWhole) {
                    tail.isWhole = true;
                    tail.read(cycle, file, 0);
                    tail.isWhole &= newest > 0 || tail.end.isEmpty();
                }
            }
            return tail;
        }

        void read(int cycle, CycleFile file, long from) throws IOException {
            file.startAt(from);
            for (Step step = file.next(); step != Step.END; step = file.next()) {
                if (step == Step.DAMAGE) {
                    isWhole = false;
                } else {
                    var block = file.block();
                    end = new JournalEnd(
                            cycle, file.position(), block.lastIndex(), block.highWaterNs(), block.maxReceivedNs());
                }
            }
        }
    }
}
