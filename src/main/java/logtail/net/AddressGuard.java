package logtail.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import logtail.runtime.Env;

/**
 * Decides which addresses the daemon may connect to. Refuses addresses of this machine and of private networks unless a
 * setting allows them, so that a user who may add drains cannot reach through the daemon what they cannot reach themselves
 * (SSRF). Checked at each connect after name resolution, as DNS answers change. Any thread.
 */
public final class AddressGuard {
    /** Refuses nothing; for destinations that the operator chose. */
    public static final AddressGuard NONE = new AddressGuard(List.of(), List.of());

    private static final String SETTING = "LOGTAIL_DRAIN_ALLOW";

    /**
     * IANA's special-purpose addresses that are not globally reachable, addresses that embed another address, and multicast.
     */
    private static final List<IpSubnetFilterRule> PRIVATE = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(AddressGuard::range)
            .toList();

    private final List<IpSubnetFilterRule> refused;
    private final List<IpSubnetFilterRule> allowed;

    private AddressGuard(List<IpSubnetFilterRule> refused, List<IpSubnetFilterRule> allowed) {
        this.refused = refused;
        this.allowed = allowed;
    }

    /** Refuses private addresses outside these ranges, such as {@code 10.1.2.3} or {@code 10.0.0.0/8}. */
    public static AddressGuard allowing(List<String> ranges) {
        return new AddressGuard(
                PRIVATE, ranges.stream().map(AddressGuard::range).toList());
    }

    /** The ranges in {@code LOGTAIL_DRAIN_ALLOW}. */
    public static List<String> allowed(Env env) {
        var allowed = new ArrayList<String>();
        for (String range : env.text(SETTING).orElse("").split("[,\\s]+", -1)) {
            if (!range.isEmpty()) {
                try {
                    range(range);
                    allowed.add(range);
                } catch (IllegalArgumentException e) {
                    env.reject(
                            SETTING, range, "addresses and ranges such as 10.1.2.3 or 10.0.0.0/8, separated by commas");
                }
            }
        }
        return List.copyOf(allowed);
    }

    /**
     * Resolves a host to the addresses that we may connect to, in the resolver's order; never empty.
     *
     * @throws IOException when the host has no address, or none that is allowed
     */
    public List<InetAddress> resolve(String host) throws IOException {
        List<InetAddress> all;
        try {
            all = Arrays.asList(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new IOException("no address found for " + host, e);
        }
        List<InetAddress> good = all.stream().filter(this::allows).toList();
        if (good.isEmpty()) {
            String address = NetUtil.toAddressString(all.getFirst());
            throw new ForbiddenAddressException("%s is %s a public address; %s may name it"
                    .formatted(host, host.equals(address) ? "not" : address + ", which is not", SETTING));
        }
        return good;
    }

    boolean allows(InetAddress address) {
        var socket = new InetSocketAddress(address, 0);
        return refused.stream().noneMatch(range -> range.matches(socket))
                || allowed.stream().anyMatch(range -> range.matches(socket));
    }

    private static IpSubnetFilterRule range(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int bits = slash < 0 ? (address.indexOf(':') < 0 ? 32 : 128) : Integer.parseInt(text.substring(slash + 1));
        return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
    }
}
