package logtail.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as settings, parameters and options write them: {@code 250ms}, {@code 90s}, {@code 1h30m}, {@code 7d},
 * {@code 2w}. Each part is a whole number of at most nine digits and its unit. Pure.
 */
public final class Durations {
    /** What {@link #parse} takes, for messages. */
    public static final String ACCEPTED = "a time such as 90s or 1h30m";

    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");

    private Durations() {}

    /** The sum of the parts; empty when {@code text} is anything else. */
    public static Optional<Duration> parse(String text) {
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.length() && part.region(end, text.length()).lookingAt()) {
            sum = sum.plus(of(Long.parseLong(part.group(1)), part.group(2)));
            end = part.end();
        }
        return end == 0 || end < text.length() ? Optional.empty() : Optional.of(sum);
    }

    /** As {@link #parse} takes it, in units up to days: {@code 7d}, {@code 1h30m}, {@code 250ms}. */
    public static String shown(Duration duration) {
        var text = new StringBuilder();
        append(duration.toDays(), "d", text);
        append(duration.toHoursPart(), "h", text);
        append(duration.toMinutesPart(), "m", text);
        append(duration.toSecondsPart(), "s", text);
        append(duration.toMillisPart(), "ms", text);
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(long amount, String unit, StringBuilder out) {
        if (amount > 0) {
            out.append(amount).append(unit);
        }
    }

    /** In nanoseconds, as many as a number can hold at the most. */
    public static long toNanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofDays(7 * amount);
        };
    }
}
