package logtail.cli.render;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.runtime.Durations;

/** How people write a moment: an age, a day, a time of day, a date, RFC 3339, seconds since 1970. Pure. */
public final class TimeWords {
    public static final String ACCEPTED = "an age (90s, 5m, 1h30m, 2d), a time of day (14:05, yesterday 14:05), a date "
            + "(2026-11-24, today, yesterday), "
            + "a date with a time (2026-11-24T14:05:00Z, \"2026-11-24 14:05\"), or seconds since 1970";

    private static final Pattern EPOCH = Pattern.compile("(\\d{9,10})(?:\\.(\\d{1,9}))?");
    private static final Pattern EPOCH_FINER = Pattern.compile("\\d{12,13}|\\d{15,16}|\\d{18,19}");
    private static final Pattern TIME_OF_DAY = Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?");
    private static final Pattern DAY = Pattern.compile("(TODAY|YESTERDAY)(?: +(" + TIME_OF_DAY.pattern() + "))?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private TimeWords() {}

    /**
     * The moment that {@code words} mean, empty when they mean none.
     *
     * @param now what ages and times of day are counted from
     * @param zone where a time without an offset is meant
     */
    public static Optional<Instant> parse(String words, Instant now, ZoneId zone) {
        String text = words.strip().toUpperCase(Locale.ROOT);
        try {
            Optional<Duration> age = Durations.parse(words.strip());
            if (age.isPresent()) {
                return Optional.of(now.minus(age.get()));
            }
            if (EPOCH.matcher(text).matches() || EPOCH_FINER.matcher(text).matches()) {
                return Optional.of(epoch(text));
            }
            if (text.equals("NOW")) {
                return Optional.of(now);
            }
            Matcher day = DAY.matcher(text);
            if (day.matches()) {
                LocalDate date =
                        LocalDate.ofInstant(now, zone).minusDays(day.group(1).equals("TODAY") ? 0 : 1);
                LocalTime time = day.group(2) == null ? LocalTime.MIDNIGHT : timeOfDay(day.group(2));
                return Optional.of(date.atTime(time).atZone(zone).toInstant());
            }
            if (TIME_OF_DAY.matcher(text).matches()) {
                return Optional.of(lastTimeOfDay(timeOfDay(text), now, zone));
            }
            if (DATE.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
            }
            return Optional.of(dateTime(text.replace(' ', 'T'), zone));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static LocalTime timeOfDay(String text) {
        return LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
    }

    /** Seconds (with decimals), or whole milli-, micro- or nanoseconds, told by the number of digits. */
    private static Instant epoch(String text) {
        Matcher seconds = EPOCH.matcher(text);
        if (seconds.matches()) {
            String decimals = seconds.group(2) == null ? "" : seconds.group(2);
            long nanos = Long.parseLong((decimals + "000000000").substring(0, 9));
            return Instant.ofEpochSecond(Long.parseLong(seconds.group(1)), nanos);
        }
        long number = Long.parseLong(text);
        long perSecond = text.length() <= 13 ? 1_000 : text.length() <= 16 ? 1_000_000 : 1_000_000_000;
        return Instant.ofEpochSecond(number / perSecond, number % perSecond * (1_000_000_000 / perSecond));
    }

    /** Today's, or yesterday's while today's is still to come. */
    private static Instant lastTimeOfDay(LocalTime time, Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        Instant moment = today.atTime(time).atZone(zone).toInstant();
        return moment.isAfter(now)
                ? today.minusDays(1).atTime(time).atZone(zone).toInstant()
                : moment;
    }

    private static Instant dateTime(String text, ZoneId zone) {
        var parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime withOffset
                ? withOffset.toInstant()
                : ((LocalDateTime) parsed).atZone(zone).toInstant();
    }
}
