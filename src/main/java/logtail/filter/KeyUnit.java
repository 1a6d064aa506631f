package logtail.filter;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import logtail.filter.Quantity.Kind;

/**
 * The unit of a plain number under a key, taken from the last word of the key: {@code duration_ms}, {@code tookMs},
 * {@code elapsed.us}, {@code body-bytes}. Without such a word durations are in seconds and sizes in bytes.
 *
 * @param nanos how many nanoseconds 1 is
 * @param bytes how many bytes 1 is
 */
record KeyUnit(double nanos, double bytes) {
    private static final Pattern LAST_WORD = Pattern.compile("(?:.*[a-z0-9](?=[A-Z])|.*[_.-])([A-Za-z]+)");
    private static final Map<String, Double> NANOS = Map.ofEntries(
            Map.entry("ns", 1.0),
            Map.entry("nanos", 1.0),
            Map.entry("nanoseconds", 1.0),
            Map.entry("us", 1e3),
            Map.entry("micros", 1e3),
            Map.entry("microseconds", 1e3),
            Map.entry("ms", 1e6),
            Map.entry("msec", 1e6),
            Map.entry("millis", 1e6),
            Map.entry("milliseconds", 1e6),
            Map.entry("min", 60e9),
            Map.entry("mins", 60e9),
            Map.entry("minutes", 60e9),
            Map.entry("hours", 3600e9));
    private static final Map<String, Double> BYTES =
            Map.of("kb", 1e3, "mb", 1e6, "gb", 1e9, "kib", 0x1p10, "mib", 0x1p20, "gib", 0x1p30);

    static KeyUnit of(String key) {
        var words = LAST_WORD.matcher(key);
        String last = words.matches() ? words.group(1).toLowerCase(Locale.ROOT) : "";
        return new KeyUnit(NANOS.getOrDefault(last, 1e9), BYTES.getOrDefault(last, 1.0));
    }

    /** Negative, zero or positive as the value is less than the limit, equal, or more; NaN when they are not comparable. */
    double compare(QuantityReader value, QuantityReader limit) {
        Kind kind = limit.kind();
        if (kind == Kind.NUMBER) {
            return value.compareNumberTo(limit);
        }
        if (value.kind() == Kind.NUMBER) {
            return value.numberTimes(kind == Kind.DURATION ? nanos : bytes) - limit.value();
        }
        return value.kind() == kind ? value.value() - limit.value() : Double.NaN;
    }
}
