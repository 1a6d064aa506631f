package logtail.net;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and tells the connections of one listener that did not come to its protocol, each reason once a minute. Any thread. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final String listener;
    private final Map<Refusal, Kind> kinds = new EnumMap<>(Refusal.class);

    private record Kind(Counter counter, Complaints complaints) {}

    Refusals(String listener, MeterRegistry metrics, LongSupplier nanoTime) {
        this.listener = listener;
        for (Refusal refusal : Refusal.values()) {
            var counter = Counter.builder("logtail.connections.failed")
                    .description(
                            "Connections that ended before their protocol began: no TLS where it is due, a handshake"
                                    + " that failed, no PROXY header")
                    .tag("listener", listener)
                    .tag("reason", refusal.word())
                    .register(metrics);
            kinds.put(refusal, new Kind(counter, new Complaints(nanoTime)));
        }
    }

    void tell(Refusal refusal, SocketAddress peer, String detail) {
        Kind kind = kinds.get(refusal);
        if (kind == null) {
            throw new IllegalStateException("not counted: " + refusal);
        }
        kind.counter().increment();
        long count = kind.complaints().count();
        if (count > 0) {
            LOG.warn(
                    "at=connection.failed listener={} reason={} peer={} count={} msg={}{}",
                    listener,
                    refusal.word(),
                    Addresses.shown(peer),
                    count,
                    OwnLog.quoted(refusal.advice()),
                    detail.isEmpty() ? "" : " detail=" + OwnLog.quoted(detail));
        }
    }
}
