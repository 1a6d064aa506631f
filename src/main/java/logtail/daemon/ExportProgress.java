package logtail.daemon;

import java.io.PrintStream;
import java.util.Locale;

/** Progress line of an export on a terminal, updated at most twice a second. */
final class ExportProgress {
    private static final long INTERVAL_NS = 500_000_000;

    private final PrintStream err;
    private final boolean isTold;
    private final long startNs = System.nanoTime();
    private long toldNs = startNs;

    /** @param isTold false to write nothing */
    ExportProgress(PrintStream err, boolean isTold) {
        this.err = err;
        this.isTold = isTold;
    }

    void at(long id, int file, int files, long bytes) {
        if (isTold) {
            long nowNs = System.nanoTime();
            if (nowNs - toldNs >= INTERVAL_NS) {
                toldNs = nowNs;
                tell(id, file, files, bytes, nowNs);
            }
        }
    }

    void end(long id, int files, long bytes) {
        if (isTold) {
            tell(id, files, files, bytes, System.nanoTime());
            err.println();
        }
    }

    private void tell(long id, int file, int files, long bytes, long nowNs) {
        err.printf(
                Locale.ROOT,
                "\rfile %d of %d, id %d, %.1f MB, %.0f MB/s ",
                file,
                files,
                id,
                bytes / 1e6,
                Report.megabytesPerSecond(bytes, nowNs - startNs));
        err.flush();
    }
}
