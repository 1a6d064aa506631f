package logtail.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import logtail.runtime.Env;

/** A set of addresses, as {@code 10.1.2.3, 10.0.0.0/8, fd00::/8} writes it. Immutable; any thread. */
public final class AddressRanges {
    /** No address at all. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final List<IpSubnetFilterRule> ranges;

    private AddressRanges(List<IpSubnetFilterRule> ranges) {
        this.ranges = ranges;
    }

    /** Those of a setting, separated by commas or spaces; rejects each that is none. */
    public static AddressRanges from(Env env, String setting) {
        var ranges = new ArrayList<IpSubnetFilterRule>();
        for (String text : env.text(setting).orElse("").split("[,\\s]+", -1)) {
            if (text.isEmpty()) {
                continue;
            }
            try {
                ranges.add(range(text));
            } catch (IllegalArgumentException e) {
                env.reject(
                        setting,
                        text,
                        "addresses and ranges such as 10.1.2.3, 10.0.0.0/8 or fd00::/8, separated by commas");
            }
        }
        return new AddressRanges(List.copyOf(ranges));
    }

    /**
     * Those in {@code texts}.
     *
     * @throws IllegalArgumentException when one is no address and no range
     */
    public static AddressRanges of(String... texts) {
        return new AddressRanges(
                List.of(texts).stream().map(AddressRanges::range).toList());
    }

    public boolean contain(SocketAddress address) {
        return address instanceof InetSocketAddress socket
                && socket.getAddress() != null
                && ranges.stream().anyMatch(range -> range.matches(socket));
    }

    private static IpSubnetFilterRule range(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean isIpv4 = NetUtil.isValidIpV4Address(address);
        if (!isIpv4 && !NetUtil.isValidIpV6Address(address)) { // a name would be asked for in DNS
            throw new IllegalArgumentException(address);
        }
        int bits = slash < 0 ? (isIpv4 ? IPV4_BITS : IPV6_BITS) : Integer.parseInt(text.substring(slash + 1));
        return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
    }
}
