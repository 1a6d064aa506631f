package logtail.cli.ship;

import logtail.cli.client.DaemonAccess;
import logtail.cli.client.UrlQuery;

/**
 * Resolved options of shipping.
 *
 * @param process empty when unknown
 * @param host empty to let the daemon choose
 * @param gzip whether to compress large bodies
 * @param spool where lines wait while the daemon is unavailable
 */
public record ShipOptions(
        DaemonAccess daemon, String app, String process, String host, boolean gzip, boolean quiet, SpoolOptions spool) {
    /** Query parameters of a post. */
    public UrlQuery query() {
        return new UrlQuery().add("app", app).addUnlessEmpty("process", process).addUnlessEmpty("host", host);
    }
}
