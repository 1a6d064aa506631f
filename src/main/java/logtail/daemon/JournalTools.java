package logtail.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import logtail.journal.JournalFailedException;
import logtail.journal.files.JournalScan;
import logtail.journal.files.NoJournalException;

/**
 * {@code logtail journal}: reads a data directory, with or without a running daemon. Never writes, takes no lock and does
 * not need Chronicle. Every tool returns the exit code of the process: {@value #OK}, {@value #DAMAGED}, {@value #NO_JOURNAL}
 * or {@value #UNREADABLE}. One thread.
 */
public final class JournalTools {
    /** Success; everything read is valid. */
    static final int OK = 0;
    /** Something is damaged or missing. */
    static final int DAMAGED = 1;
    /** There is no journal in the directory. */
    static final int NO_JOURNAL = 2;
    /** The operating system does not let us read the journal. */
    static final int UNREADABLE = 3;

    private final Path data;
    private final OutputStream out;
    private final PrintStream err;

    /**
     * @param data the daemon's data directory
     * @param out where results go
     * @param err where notices go
     */
    public JournalTools(Path data, OutputStream out, PrintStream err) {
        this.data = data;
        this.out = out;
        this.err = err;
    }

    /**
     * Prints files, events, ids, times, blocks and the apps with the most events.
     *
     * @throws IOException when writing to {@code out} fails
     */
    public int stats() throws IOException {
        return run(() -> new JournalStats(data, new Report(out)).print());
    }

    /**
     * Reads everything; lists damaged and missing ranges and the amount read.
     *
     * @throws IOException when {@code out} takes no more
     */
    public int verify() throws IOException {
        return run(() -> new JournalVerification(new Report(out)).verify(data) ? OK : DAMAGED);
    }

    /**
     * Writes events and gaps in the format of {@code GET /tail}.
     *
     * @param from the first id; 0 for the oldest
     * @param to the last id; {@link Long#MAX_VALUE} for the newest
     * @param isTold whether to show progress
     * @throws IOException when {@code out} takes no more
     */
    public int export(long from, long to, boolean isTold) throws IOException {
        return run(() -> {
            if (isTold) {
                err.println(
                        "exporting " + data.resolve("journal").toAbsolutePath().normalize());
            }
            var progress = new ExportProgress(err, isTold);
            new JournalExport(from, to, out, progress).export(data);
            return OK;
        });
    }

    /**
     * Prints the oldest and the newest id, or nothing when there is no event.
     *
     * @throws IOException when {@code out} takes no more
     */
    public int tailIds() throws IOException {
        return run(() -> {
            var ids = JournalScan.ids(data);
            if (!ids.isEmpty()) {
                new Report(out).line("%d %d", ids.first(), ids.last());
            }
            return OK;
        });
    }

    private int run(IntSupplier tool) throws IOException {
        try {
            return tool.getAsInt();
        } catch (NoJournalException e) {
            err.println("logtail journal: " + e.getMessage());
            return NO_JOURNAL;
        } catch (JournalFailedException e) {
            err.println("logtail journal: " + e.getMessage());
            return UNREADABLE;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
