package logtail.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people write how long ago something was: {@code 90s}, {@code 1h30m}, {@code 5min}, {@code -1h}, {@code 1.5h}, {@code
 * "1 hour 30 minutes ago"}, {@code "an hour ago"}. A month has 30 days here, a year 365. Pure.
 */
final class Ages {
    private static final Pattern PART =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?|(?:AN?|ONE)\\b)\\s*([A-Z]+)(?:\\s*,\\s*|\\s+AND\\s+|\\s*)");
    private static final Pattern SIGN = Pattern.compile("^-\\s*");
    private static final Pattern AGO = Pattern.compile("\\s+AGO$");

    private Ages() {}

    /** Empty when {@code words} are anything else. */
    static Optional<Duration> parse(String words) {
        String text = words.strip().toUpperCase(Locale.ROOT);
        text = AGO.matcher(SIGN.matcher(text).replaceFirst("")).replaceFirst("");
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.length() && part.region(end, text.length()).lookingAt()) {
            long unitNs = unitNs(part.group(2));
            if (unitNs == 0) {
                return Optional.empty();
            }
            sum = sum.plus(of(part.group(1), unitNs));
            end = part.end();
        }
        return end == 0 || end < text.length() ? Optional.empty() : Optional.of(sum);
    }

    private static Duration of(String number, long unitNs) {
        BigDecimal amount = Character.isDigit(number.charAt(0)) ? new BigDecimal(number) : BigDecimal.ONE;
        BigDecimal ns = amount.multiply(BigDecimal.valueOf(unitNs));
        BigDecimal seconds = ns.movePointLeft(9).setScale(0, RoundingMode.DOWN);
        return Duration.ofSeconds(
                seconds.longValueExact(), ns.subtract(seconds.movePointRight(9)).longValue());
    }

    /** 0 for a word that is no unit. */
    private static long unitNs(String word) {
        Duration unit = switch (word) {
            case "MS", "MSEC", "MSECS", "MILLI", "MILLIS", "MILLISECOND", "MILLISECONDS" -> Duration.ofMillis(1);
            case "S", "SEC", "SECS", "SECOND", "SECONDS" -> Duration.ofSeconds(1);
            case "M", "MIN", "MINS", "MINUTE", "MINUTES" -> Duration.ofMinutes(1);
            case "H", "HR", "HRS", "HOUR", "HOURS" -> Duration.ofHours(1);
            case "D", "DAY", "DAYS" -> Duration.ofDays(1);
            case "W", "WK", "WKS", "WEEK", "WEEKS" -> Duration.ofDays(7);
            case "MONTH", "MONTHS" -> Duration.ofDays(30);
            case "Y", "YEAR", "YEARS" -> Duration.ofDays(365);
            default -> Duration.ZERO;
        };
        return unit.toNanos();
    }
}
