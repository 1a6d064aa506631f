package logtail.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import logtail.runtime.Env;
import org.jspecify.annotations.Nullable;

/** A set of addresses, as {@code 10.1.2.3, 10.0.0.0/8, fd00::/8} writes it. Immutable; any thread. */
public final class AddressRanges {
    /** No address at all. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final List<String> texts;
    private final List<IpSubnetFilterRule> ranges;

    private AddressRanges(List<String> texts) {
        this.texts = List.copyOf(texts);
        ranges = texts.stream().map(AddressRanges::range).toList();
    }

    /** Those of a setting, separated by commas or spaces; rejects each that is none. */
    public static AddressRanges from(Env env, String setting) {
        var ranges = new ArrayList<String>();
        for (String text : env.text(setting).orElse("").split("[,\\s]+", -1)) {
            if (text.isEmpty()) {
                continue;
            }
            try {
                range(text);
                ranges.add(text);
            } catch (IllegalArgumentException e) {
                env.reject(
                        setting,
                        text,
                        "addresses and ranges such as 10.1.2.3, 10.0.0.0/8 or fd00::/8, separated by commas");
            }
        }
        return new AddressRanges(ranges);
    }

    /**
     * Those in {@code texts}.
     *
     * @throws IllegalArgumentException when one is no address and no range
     */
    public static AddressRanges of(String... texts) {
        return new AddressRanges(List.of(texts));
    }

    public boolean contain(SocketAddress address) {
        return address instanceof InetSocketAddress socket
                && socket.getAddress() != null
                && ranges.stream().anyMatch(range -> range.matches(socket));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRanges same && texts.equals(same.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return String.join(",", texts);
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
