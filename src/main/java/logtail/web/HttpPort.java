package logtail.web;

import java.net.InetSocketAddress;
import logtail.net.Wrapping;

/**
 * One port of the HTTP server.
 *
 * @param name its name in metrics and in our own log: {@code http} or {@code https}
 * @param bind the address to bind
 * @param wrapping what is around HTTP, such as TLS
 */
public record HttpPort(String name, InetSocketAddress bind, Wrapping wrapping) {
    /** The environment variable of its address, such as {@code LOGTAIL_HTTPS}. */
    public String variable() {
        return Wrapping.variable(name);
    }
}
