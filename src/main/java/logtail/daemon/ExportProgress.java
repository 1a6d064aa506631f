package logtail.daemon;

import java.io.PrintStream;
import java.util.Locale;

/** Progress line of an export or a copy on a terminal, updated at most twice a second. */
final class ExportProgress {
    private static final long INTERVAL_NS = 500_000_000;

    private final PrintStream err;
    private final String part;
    private final boolean isTold;
    private final long startNs = System.nanoTime();
    private long toldNs = startNs;

    /**
     * Begins now.
     *
     * @param part what the journal is made of
     * @param isTold false to write nothing
     */
    ExportProgress(PrintStream err, String part, boolean isTold) {
        this.err = err;
        this.part = part;
        this.isTold = isTold;
    }

    void at(long id, long number, long parts, long bytes) {
        if (isTold) {
            long nowNs = System.nanoTime();
            if (nowNs - toldNs >= INTERVAL_NS) {
                toldNs = nowNs;
                tell(id, number, parts, bytes, nowNs);
            }
        }
    }

    void end(long id, long parts, long bytes) {
        if (isTold) {
            tell(id, parts, parts, bytes, System.nanoTime());
            err.println();
        }
    }

    private void tell(long id, long number, long parts, long bytes, long nowNs) {
        err.printf(
                Locale.ROOT,
                "\r%s %d of %d, id %d, %.1f MB, %.0f MB/s ",
                part,
                number,
                parts,
                id,
                bytes / 1e6,
                Report.megabytesPerSecond(bytes, nowNs - startNs));
        err.flush();
    }
}
