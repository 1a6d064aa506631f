package logtail.cli.ship;

import logtail.cli.client.DaemonAccess;
import logtail.cli.client.UrlQuery;

/**
 * Whose lines go where.
 *
 * @param process empty when not known
 * @param host empty to leave it to the daemon
 * @param gzip whether bodies that are worth it are compressed
 * @param spool where they wait while the daemon is away
 */
public record ShipOptions(
        DaemonAccess daemon, String app, String process, String host, boolean gzip, boolean quiet, SpoolOptions spool) {
    /** The parameters of a post of such lines. */
    public UrlQuery query() {
        return new UrlQuery().add("app", app).addUnlessEmpty("process", process).addUnlessEmpty("host", host);
    }
}
