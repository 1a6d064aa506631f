package logtail.cli.ship;

import logtail.cli.client.DaemonAccess;
import logtail.cli.client.UrlQuery;
import logtail.redact.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Resolved options of shipping.
 *
 * @param app empty to leave it to the lines
 * @param process empty when unknown
 * @param host empty to let the daemon choose
 * @param gzip whether to compress large bodies
 * @param byReceipt whether the time of a line is that of its receipt, whatever it says itself
 * @param redaction what is taken out of the lines before they leave, or null
 * @param spool where lines wait while the daemon is unavailable
 * @param joins which lines are joined to events
 */
public record ShipOptions(
        DaemonAccess daemon,
        String app,
        String process,
        String host,
        boolean gzip,
        boolean quiet,
        boolean byReceipt,
        @Nullable Redaction redaction,
        SpoolOptions spool,
        Joins joins) {
    /** The same with nothing redacted, and joins left to the daemon. */
    public ShipOptions(
            DaemonAccess daemon,
            String app,
            String process,
            String host,
            boolean gzip,
            boolean quiet,
            boolean byReceipt,
            SpoolOptions spool) {
        this(daemon, app, process, host, gzip, quiet, byReceipt, null, spool, Joins.UNSAID);
    }

    /** Query parameters of a post. */
    public UrlQuery query() {
        return new UrlQuery()
                .addUnlessEmpty("app", app)
                .addUnlessEmpty("process", process)
                .addUnlessEmpty("host", host)
                .addUnlessEmpty("time_from", byReceipt ? "receive" : "")
                .addUnlessEmpty("join", joins.list());
    }
}
