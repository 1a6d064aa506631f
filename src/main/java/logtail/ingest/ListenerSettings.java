package logtail.ingest;

import java.net.InetSocketAddress;
import java.util.Locale;
import logtail.net.Limits;

/**
 * One port for lines.
 *
 * @param name the tag of its metrics, and, in capitals behind {@code LOGTAIL_}, its setting
 * @param protocol what is spoken there
 * @param bind where it listens
 * @param limits what it grants its peers
 */
public record ListenerSettings(String name, Protocol protocol, InetSocketAddress bind, Limits limits) {
    /** The environment variable that it comes from, such as {@code LOGTAIL_SYSLOG_TCP}. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return "LOGTAIL_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
