package logtail.ingest;

import java.net.InetSocketAddress;
import java.util.Locale;
import logtail.net.Limits;

/**
 * One port that receives lines.
 *
 * @param name the tag of its metrics and, in capitals after {@code LOGTAIL_}, the name of its setting
 * @param protocol the protocol of its senders
 * @param bind the address to bind
 * @param limits the limits for its peers
 */
public record ListenerSettings(String name, Protocol protocol, InetSocketAddress bind, Limits limits) {
    /** The environment variable of this listener, such as {@code LOGTAIL_SYSLOG_TCP}. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return "LOGTAIL_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
