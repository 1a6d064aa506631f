package logtail.ingest;

import java.net.InetSocketAddress;
import logtail.net.Limits;
import logtail.net.Wrapping;

/**
 * One port that receives lines.
 *
 * @param name the tag of its metrics and, in capitals after {@code LOGTAIL_}, the name of its setting
 * @param protocol the protocol of its senders
 * @param bind the address to bind
 * @param limits the limits for its peers
 * @param wrapping what is around its protocol, such as TLS
 */
public record ListenerSettings(
        String name, Protocol protocol, InetSocketAddress bind, Limits limits, Wrapping wrapping) {
    /** One with nothing around its protocol. */
    public ListenerSettings(String name, Protocol protocol, InetSocketAddress bind, Limits limits) {
        this(name, protocol, bind, limits, Wrapping.NONE);
    }

    /** The environment variable of this listener, such as {@code LOGTAIL_SYSLOG_TCP}. */
    public String variable() {
        return Wrapping.variable(name);
    }
}
