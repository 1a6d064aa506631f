package logtail.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;

/** Parses a time parameter: a duration before now, an RFC 3339 time, or seconds since the Unix epoch. */
final class TimeParameter {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})(s|m|h|d)");
    private static final Pattern EPOCH = Pattern.compile("\\d{1,10}");
    private static final long BILLION = 1_000_000_000L;

    private TimeParameter() {}

    /**
     * Returns nanoseconds since the Unix epoch.
     *
     * @throws BadParameterException when the text is none of these
     */
    static long read(String name, String text, long nowNs) {
        var period = PERIOD.matcher(text);
        if (period.matches()) {
            return nowNs - Math.min(nowNs, nanos(Duration.parse(iso(period.group(1), period.group(2)))));
        }
        try {
            if (EPOCH.matcher(text).matches()) {
                return Math.multiplyExact(Long.parseLong(text), BILLION);
            }
            Instant time = OffsetDateTime.parse(text).toInstant();
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), BILLION), time.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new BadParameterException(
                    name, text, "a period such as 15m, an RFC 3339 time or epoch seconds, before the year 2262");
        }
    }

    /** The duration in nanoseconds, saturated. */
    private static long nanos(Duration period) {
        return period.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? period.toNanos() : Long.MAX_VALUE;
    }

    private static String iso(String amount, String unit) {
        return unit.equals("d") ? "P" + amount + "D" : "PT" + amount + unit.toUpperCase(Locale.ROOT);
    }
}
