package logtail.net;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import logtail.net.tls.ServerTls;

/**
 * Makes the entrance of each listener.
 *
 * @param tls of the listeners that have it; needed when there is one
 */
public record Entrances(Optional<ServerTls> tls, MeterRegistry metrics) {
    /** @param listener its name in metrics and in our own log, such as {@code syslog-tls} */
    public Entrance of(String listener, Limits limits, Wrapping wrapping, Manners manners) {
        return new Entrance(listener, limits, wrapping, manners, this);
    }

    /** That of a listener with nothing around its protocol. */
    public Entrance plain(String listener, Limits limits) {
        return of(listener, limits, Wrapping.NONE, Manners.NONE);
    }
}
