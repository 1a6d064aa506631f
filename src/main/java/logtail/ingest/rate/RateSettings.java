package logtail.ingest.rate;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.event.NameGlob;
import logtail.event.Names;
import logtail.runtime.Env;
import logtail.runtime.Sizes;

/**
 * The rules of {@code LOGTAIL_RATE}, separated by {@code ;} or {@code ,}:
 *
 * <pre>
 * rule    = kind "=" pattern ":" amount "/" ("s" | "m") [ "burst" amount ]
 * kind    = "app" | "address" | "token"      ; pattern: a glob, of addresses * or a network such as 10.0.0.0/8
 * amount  = lines, such as 20000, or a size, such as 5MiB
 * </pre>
 *
 * @param rules in the order of the setting; empty for none
 */
public record RateSettings(List<RateRule> rules) {
    private static final String NAME = "LOGTAIL_RATE";
    private static final int MOST_RULES = 20; // each is asked for every line
    private static final long MOST = 1_000_000_000_000L;
    private static final Pattern RATE = Pattern.compile(
            "(?<amount>[0-9]+\\s*[A-Za-z]*)/(?<unit>s|m)(?:\\s+burst\\s+(?<burst>[0-9]+\\s*[A-Za-z]*))?");

    /** Reads the setting. */
    public static RateSettings from(Env env) {
        String text = env.text(NAME).orElse("");
        try {
            return new RateSettings(parse(text));
        } catch (BadRuleException e) {
            env.reject(NAME, String.valueOf(e.getMessage()));
            return new RateSettings(List.of());
        }
    }

    /** @throws BadRuleException with the column of what is wrong */
    static List<RateRule> parse(String text) {
        var rules = new ArrayList<RateRule>();
        int from = 0;
        while (from <= text.length()) {
            int end = from;
            while (end < text.length() && text.charAt(end) != ';' && text.charAt(end) != ',') {
                end++;
            }
            String rule = text.substring(from, end);
            if (!rule.isBlank()) {
                rules.add(rule(rule.strip(), from + rule.indexOf(rule.strip()) + 1));
            }
            from = end + 1;
        }
        if (rules.size() > MOST_RULES) {
            throw new BadRuleException("there are %d rules; at most %d are taken".formatted(rules.size(), MOST_RULES));
        }
        return List.copyOf(rules);
    }

    private static RateRule rule(String text, int column) {
        int equals = text.indexOf('=');
        RateRule.Kind kind = kind(equals < 0 ? text : text.substring(0, equals).strip(), column);
        int colon = text.lastIndexOf(':');
        if (equals < 0 || colon <= equals + 1) {
            throw new BadRuleException(
                    column,
                    text,
                    "a rule is app=NAME:RATE, address=NETWORK:RATE or token=NAME:RATE, such as app=*:20000/s burst 60000");
        }
        Predicate<String> matches =
                matcher(kind, text.substring(equals + 1, colon).strip(), column + equals + 1);
        String rate = text.substring(colon + 1);
        int rateColumn = column + colon + 1 + rate.indexOf(rate.strip());
        Matcher parts = RATE.matcher(rate.strip());
        if (!parts.matches()) {
            throw new BadRuleException(
                    rateColumn, rate.strip(), "a rate is 20000/s, 600/m or 5MiB/s, and may be followed by burst 60000");
        }
        String amount = parts.group("amount");
        boolean isOfBytes = isSize(amount);
        long most = amount(amount, rateColumn);
        String burst = parts.group("burst");
        if (burst != null && isSize(burst) != isOfBytes) {
            throw new BadRuleException(
                    rateColumn + parts.start("burst"),
                    burst,
                    "the burst of a rate of %s is one of %s"
                            .formatted(
                                    isOfBytes ? "bytes" : "lines",
                                    isOfBytes ? "bytes, such as 10MiB" : "lines, such as 60000"));
        }
        long burstAmount = burst == null ? most : amount(burst, rateColumn + parts.start("burst"));
        double perSecond = parts.group("unit").equals("s") ? most : most / 60.0;
        return new RateRule(kind, matches, isOfBytes, perSecond, burstAmount, text);
    }

    private static RateRule.Kind kind(String word, int column) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "app" -> RateRule.Kind.APP;
            case "address" -> RateRule.Kind.ADDRESS;
            case "token" -> RateRule.Kind.TOKEN;
            default -> throw new BadRuleException(column, word, "a rule goes by app=, address= or token=");
        };
    }

    private static Predicate<String> matcher(RateRule.Kind kind, String pattern, int column) {
        if (kind != RateRule.Kind.ADDRESS) {
            var glob = new NameGlob(pattern, Names.MAX_BYTES);
            return name -> {
                byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                return glob.matches(bytes, 0, bytes.length);
            };
        }
        if (pattern.equals("*")) {
            return address -> true;
        }
        IpSubnetFilterRule network = network(pattern, column);
        return address -> {
            InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
            return parsed != null && network.matches(new InetSocketAddress(parsed, 0));
        };
    }

    private static IpSubnetFilterRule network(String text, int column) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            int whole = address.indexOf(':') < 0 ? 32 : 128;
            int bits = slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1));
            if (NetUtil.createInetAddressFromIpAddressString(address) != null) {
                return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException e) {
            // told below, like what is no address
        }
        throw new BadRuleException(column, text, "an address is *, or a network such as 10.0.0.0/8 or 2001:db8::/32");
    }

    private static boolean isSize(String amount) {
        return !amount.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long amount(String text, int column) {
        OptionalLong amount = Sizes.parse(text);
        if (amount.isEmpty() || amount.getAsLong() < 1 || amount.getAsLong() > MOST) {
            throw new BadRuleException(
                    column,
                    text,
                    "an amount is a number of lines from 1 to %d, or a size such as 5MiB".formatted(MOST));
        }
        return amount.getAsLong();
    }

    /** A rule that cannot be read. */
    static final class BadRuleException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private BadRuleException(String message) {
            super(message);
        }

        private BadRuleException(int column, String found, String expected) {
            super("column %d, '%s': %s".formatted(column, found, expected));
        }
    }
}
