package logtail.web;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import logtail.net.AddressRanges;
import logtail.net.Addresses;
import logtail.net.Remote;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies whose word is taken for who sends a request. From any other address {@code Forwarded} and {@code X-Forwarded-…} mean
 * nothing, as everybody can write them. Each proxy adds a hop at the end: who connected to it. So the hops are read from the end, as
 * long as they tell of trusted proxies; the first that does not is the sender, and what stands before it is the sender's own word,
 * which is not looked at. Any thread.
 */
public final class TrustedProxies {
    /** None is trusted. */
    public static final TrustedProxies NONE = new TrustedProxies(AddressRanges.NONE);

    private static final Logger LOG = LoggerFactory.getLogger(TrustedProxies.class);
    private static final long TOLD_EVERY_NS = TimeUnit.MINUTES.toNanos(1);
    private static final String FORWARDED = "Forwarded";
    private static final int MOST_HOPS = 32;

    private final AddressRanges trusted;
    private final AtomicLong tellAgainAtNs = new AtomicLong(System.nanoTime());

    /** @param trusted the addresses of the proxies */
    public TrustedProxies(AddressRanges trusted) {
        this.trusted = trusted;
    }

    /** Reads {@code LOGTAIL_TRUSTED_PROXIES}. */
    static AddressRanges from(Env env) {
        return AddressRanges.from(env, "LOGTAIL_TRUSTED_PROXIES");
    }

    /**
     * Where a request comes from.
     *
     * @param remote its sender
     * @param isSecure whether the sender speaks TLS, perhaps to a proxy
     * @param host the host that the sender asked for, when a proxy tells
     */
    record Origin(Remote remote, boolean isSecure, Optional<String> host) {}

    /**
     * Finds out who sends a request.
     *
     * @param peer the other end of the connection
     * @param isSecure whether the connection is one of TLS
     */
    Origin origin(Remote peer, boolean isSecure, HttpHeaders headers) {
        var origin = new Origin(peer, isSecure, Optional.empty());
        if (!trusted.contain(peer.address())) {
            return origin;
        }
        for (Hop hop : hops(peer, headers)) {
            if (hop.address().isEmpty()) {
                return origin; // not known to the proxy, or not said: the sender is somewhere behind it
            }
            InetSocketAddress address = hop.address().get();
            origin = new Origin(
                    new Remote(address, peer.subject()),
                    hop.protocol().map("https"::equalsIgnoreCase).orElse(origin.isSecure()),
                    hop.host().or(origin::host));
            if (!trusted.contain(address)) {
                return origin;
            }
        }
        return origin;
    }

    /**
     * The hops of whichever header there is. A proxy writes one of the two and may pass on the other as the sender wrote it; so when they
     * do not tell of the same sender, nobody knows which one to believe.
     */
    private List<Hop> hops(Remote peer, HttpHeaders headers) {
        List<Hop> standard = Hop.ofForwarded(headers.getAll(FORWARDED), MOST_HOPS);
        List<Hop> usual = Hop.ofXForwarded(headers, MOST_HOPS);
        if (standard.isEmpty()) {
            return usual;
        }
        if (usual.isEmpty() || usual.getFirst().isFromSameHost(standard.getFirst())) {
            return standard;
        }
        tellContradiction(peer);
        return List.of();
    }

    /** Says it once a minute. */
    private void tellContradiction(Remote peer) {
        long nowNs = System.nanoTime();
        long dueNs = tellAgainAtNs.get();
        if (nowNs - dueNs >= 0 && tellAgainAtNs.compareAndSet(dueNs, nowNs + TOLD_EVERY_NS)) {
            LOG.warn(
                    "at=http.forwarded.contradiction peer={} hint={}",
                    Addresses.shown(peer.address()),
                    OwnLog.quoted("Forwarded and X-Forwarded-For differ, so neither counts: "
                            + "the proxy should remove the one that it does not write"));
        }
    }
}
