package logtail.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long to hold back the answer to somebody who gave wrong credentials, by address (IPv6: by /64). The first few of a minute
 * cost nothing; from then on each takes twice as long as the one before, up to {@value #LONGEST_MS} ms. At most
 * {@value #MOST_HELD} answers to an address are held at once, and {@value #MOST_HELD_OF_ALL} of all; more are refused at once.
 * Valid credentials are never looked up here: who shares an address with an attacker is let in as ever. Any thread.
 */
final class Tries {
    static final int FREE = 3;
    static final long FIRST_MS = 100;
    static final long LONGEST_MS = 3200;
    static final int MOST_HELD = 16;
    static final int MOST_HELD_OF_ALL = 512;
    static final int MOST_ADDRESSES = 8192;
    static final long AT_ONCE = -1;

    private static final long FORGOTTEN_AFTER_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Map<String, Address> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Address> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };
    private int heldOfAll;

    private static final class Address {
        private int failures;
        private long lastNs;
        private int held;
    }

    /** Milliseconds to hold the answer back, until {@link #answered}; 0 for not at all, {@link #AT_ONCE} to refuse it. */
    synchronized long failed(String host, long nowNs) {
        Address address = addresses.computeIfAbsent(key(host), key -> new Address());
        if (nowNs - address.lastNs > FORGOTTEN_AFTER_NS) {
            address.failures = 0;
        }
        address.lastNs = nowNs;
        address.failures++;
        if (address.failures <= FREE) {
            return 0;
        }
        if (address.held >= MOST_HELD || heldOfAll >= MOST_HELD_OF_ALL) {
            return AT_ONCE;
        }
        address.held++;
        heldOfAll++;
        int doublings = Math.min(address.failures - FREE - 1, Long.numberOfTrailingZeros(LONGEST_MS / FIRST_MS));
        return FIRST_MS << doublings;
    }

    /** An answer that was held back is out. */
    synchronized void answered(String host) {
        heldOfAll = Math.max(0, heldOfAll - 1);
        Address address = addresses.get(key(host));
        if (address != null) {
            address.held = Math.max(0, address.held - 1);
        }
    }

    /** The address, or for IPv6 its /64, within which a host can choose any address. */
    static String key(String host) {
        if (host.indexOf(':') < 0) {
            return host;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(host.replaceFirst("%.*", ""));
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
                    : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            return host;
        }
    }
}
