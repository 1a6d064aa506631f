package logtail.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import logtail.runtime.Durations;

/** Parses a time parameter: a duration before now ({@link Durations}), an RFC 3339 time, or seconds since the Unix epoch. */
final class TimeParameter {
    private static final Pattern EPOCH = Pattern.compile("\\d{1,10}");
    private static final long BILLION = 1_000_000_000L;

    private TimeParameter() {}

    /**
     * Returns nanoseconds since the Unix epoch.
     *
     * @throws BadParameterException when the text is none of these
     */
    static long read(String name, String text, long nowNs) {
        Optional<Duration> period = Durations.parse(text);
        if (period.isPresent()) {
            return nowNs - Math.min(nowNs, Durations.toNanos(period.get()));
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
}
