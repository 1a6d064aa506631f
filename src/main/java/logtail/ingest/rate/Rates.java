package logtail.ingest.rate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import logtail.event.Names;

/** The rules of the daemon and their buckets. Any thread. */
public final class Rates {
    /** No rules: lines come as fast as they are stored. */
    public static final Rates NONE = new Rates(List.of());

    private static final Bucket[] NO_BUCKETS = {};
    private static final String UNNAMED = "unknown"; // what the encoder makes of an app without a name
    private static final int IPV6_NETWORK_BYTES = 8;

    private final List<Buckets> rules;
    private final LongSupplier nanoTime;

    public Rates(List<RateRule> rules) {
        this(rules, System::nanoTime);
    }

    Rates(List<RateRule> rules, LongSupplier nanoTime) {
        this.rules = rules.stream().map(rule -> new Buckets(rule, nanoTime)).toList();
        this.nanoTime = nanoTime;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    long nowNs() {
        return nanoTime.getAsLong();
    }

    /** Counts, under one of a few fixed words, what was done about too many lines. */
    public static void count(MeterRegistry metrics, RateRule rule, String action, long count) {
        Counter.builder("logtail.rate.limited")
                .description(
                        "Lines dropped, requests refused, and times that a connection was not read, as LOGTAIL_RATE has it")
                .tag("rule", rule.text())
                .tag("action", action)
                .register(metrics)
                .increment((double) count);
    }

    boolean hasRulesBy(RateRule.Kind kind) {
        return rules.stream().anyMatch(buckets -> buckets.rule().kind() == kind);
    }

    /** The buckets of an app, token or address. */
    Bucket[] of(RateRule.Kind kind, String given) {
        String name = kind == RateRule.Kind.APP ? appName(given) : given;
        if (name.isEmpty()) {
            return NO_BUCKETS;
        }
        var found = new ArrayList<Bucket>(1);
        for (Buckets buckets : rules) {
            RateRule rule = buckets.rule();
            if (rule.kind() == kind && rule.matches().test(name)) {
                found.add(buckets.of(kind == RateRule.Kind.ADDRESS ? network(name) : name));
            }
        }
        return found.isEmpty() ? NO_BUCKETS : found.toArray(Bucket[]::new);
    }

    private static String appName(String given) {
        String name = Names.fit(given, Names.MAX_BYTES);
        return name.isEmpty() ? UNNAMED : name;
    }

    /** An IPv4 address as it is, of an IPv6 address its /64, which one sender may have all of. */
    private static String network(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (!(parsed instanceof Inet6Address)) {
            return address;
        }
        return Arrays.toString(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK_BYTES));
    }
}
