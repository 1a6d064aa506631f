package logtail.runtime;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How people and programs write a moment: an age ({@link Ages}), a day, a time of day, a date with or without a time, a
 * number of seconds since 1970. In any case of letters. What is left open is filled in from the past: {@code 9:00} is the
 * last one, so are {@code monday} (maybe today) and {@code Nov 29}. Pure.
 */
public final class TimeWords {
    /** What {@link #parse} takes, for messages. */
    public static final String ACCEPTED =
            "an age (90s, 5min, 1h30m, \"2 hours ago\"), a time of day (14:05, 9:00, noon), a "
                    + "day (today, yesterday, monday, 2026-11-24, \"Nov 24\"), a day with a time (\"yesterday 14:05\", "
                    + "2026-11-24T14:05:00Z, \"2026-11-24 14:05 +0100\"), or seconds since 1970";

    private static final Pattern EPOCH = Pattern.compile("(@?)(\\d{9,10}|(?<=@)\\d{1,8})(?:[.,](\\d{1,9}))?");
    private static final Pattern EPOCH_FINER = Pattern.compile("@?(\\d{12,13}|\\d{15,16}|\\d{18,19})");
    private static final Pattern ACCESS_LOG = Pattern.compile("(\\d{1,2}/[A-Z]{3}/\\d{4}):(.*)");
    private static final Pattern ZONE = Pattern.compile(
            "(.*\\d)\\s*(?:([AP]M)\\s*)?(Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?|[A-Z]+/[A-Z_/]+)(?:\\s+(\\d{4}))?");
    private static final Pattern CLOCK = Pattern.compile(
            "(?<![\\d:])(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?![\\d:.,])(?:\\s*([AP]M)\\b)?");
    private static final Pattern HOUR = Pattern.compile("(?<![\\d:])(\\d{1,2})\\s*([AP]M)\\b");
    private static final Pattern NAMED_HOUR = Pattern.compile("\\b(NOON|MIDNIGHT)\\b");
    private static final Pattern WEEKDAY = Pattern.compile("(?:LAST )?(MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*");
    private static final Pattern BIG_END_FIRST = Pattern.compile("(\\d{4})([-/.]?)(\\d{1,2})\\2(\\d{1,2})");
    private static final Pattern SMALL_END_FIRST = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern MONTH_FIRST = Pattern.compile("([A-Z]{3,9})\\.? (\\d{1,2})(?:,? (\\d{4}))?");
    private static final Pattern DAY_FIRST = Pattern.compile("(\\d{1,2})\\.?[ /-]([A-Z]{3,9})\\.?(?:[ /-](\\d{4}))?");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> RELATIVE = List.of("YESTERDAY", "TODAY", "TOMORROW");
    private static final List<String> WEEKDAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

    private TimeWords() {}

    /** @param rest what stands around the time of day */
    private record TimeOfDay(LocalTime time, String rest) {}

    /**
     * The moment that {@code words} mean, empty when they mean none.
     *
     * @param now what ages and times of day are counted from
     * @param zone where a time without an offset is meant
     */
    public static Optional<Instant> parse(String words, Instant now, ZoneId zone) {
        String text = words.strip().toUpperCase(Locale.ROOT);
        try {
            if (text.equals("NOW")) {
                return Optional.of(now);
            }
            if (EPOCH.matcher(text).matches() || EPOCH_FINER.matcher(text).matches()) {
                return Optional.of(epoch(text));
            }
            Optional<Duration> age = Ages.parse(words);
            return age.isPresent() ? Optional.of(now.minus(age.get())) : Optional.ofNullable(date(text, now, zone));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Whether these words are a time of day alone, without a day. */
    public static boolean isTimeOfDay(String words) {
        @Nullable TimeOfDay found = timeOfDay(words.strip().toUpperCase(Locale.ROOT));
        return found != null && found.rest.isEmpty();
    }

    /** Seconds (with decimals), or whole milli-, micro- or nanoseconds, told by the number of digits. */
    private static Instant epoch(String text) {
        Matcher seconds = EPOCH.matcher(text);
        if (seconds.matches()) {
            String decimals = seconds.group(3) == null ? "" : seconds.group(3);
            long nanos = Long.parseLong((decimals + "000000000").substring(0, 9));
            return Instant.ofEpochSecond(Long.parseLong(seconds.group(2)), nanos);
        }
        String digits = text.startsWith("@") ? text.substring(1) : text;
        long number = Long.parseLong(digits);
        long perSecond = digits.length() <= 13 ? 1_000 : digits.length() <= 16 ? 1_000_000 : 1_000_000_000;
        return Instant.ofEpochSecond(number / perSecond, number % perSecond * (1_000_000_000 / perSecond));
    }

    private static @Nullable Instant date(String text, Instant now, ZoneId local) {
        Matcher access = ACCESS_LOG.matcher(text);
        String words = access.matches() ? access.group(1) + " " + access.group(2) : text;
        ZoneId zone = local;
        Matcher zoned = ZONE.matcher(words);
        if (zoned.matches() && CLOCK.matcher(zoned.group(1)).find()) {
            zone = zone(zoned.group(3));
            words = zoned.group(1) + or(zoned.group(2), " ") + or(zoned.group(4), " ");
        }
        @Nullable TimeOfDay found = timeOfDay(words);
        String day = found == null ? words : found.rest;
        LocalDate today = LocalDate.ofInstant(now, zone);
        if (found != null && day.isEmpty()) {
            Instant moment = today.atTime(found.time).atZone(zone).toInstant();
            return moment.isAfter(now)
                    ? today.minusDays(1).atTime(found.time).atZone(zone).toInstant()
                    : moment;
        }
        @Nullable LocalDate date = day(day, today);
        LocalTime time = found == null ? LocalTime.MIDNIGHT : found.time;
        return date == null ? null : date.atTime(time).atZone(zone).toInstant();
    }

    private static String or(@Nullable String part, String before) {
        return part == null ? "" : before + part;
    }

    private static ZoneId zone(String text) {
        if (text.indexOf('/') < 0) {
            boolean isUtc = text.equals("UTC") || text.equals("GMT");
            return isUtc ? ZoneOffset.UTC : ZoneOffset.of(text);
        }
        return ZoneId.of(ZoneId.getAvailableZoneIds().stream()
                .filter(text::equalsIgnoreCase)
                .findFirst()
                .orElse(text));
    }

    private static @Nullable TimeOfDay timeOfDay(String text) {
        Matcher clock = CLOCK.matcher(text);
        if (clock.find()) {
            int second = clock.group(3) == null ? 0 : Integer.parseInt(clock.group(3));
            String decimals = clock.group(4) == null ? "" : clock.group(4);
            int nanos = Integer.parseInt((decimals + "000000000").substring(0, 9));
            int hour = hour(clock.group(1), clock.group(5));
            return found(text, clock, LocalTime.of(hour, Integer.parseInt(clock.group(2)), second, nanos));
        }
        Matcher hour = HOUR.matcher(text);
        if (hour.find()) {
            return found(text, hour, LocalTime.of(hour(hour.group(1), hour.group(2)), 0));
        }
        Matcher named = NAMED_HOUR.matcher(text);
        if (named.find()) {
            return found(text, named, named.group(1).equals("NOON") ? LocalTime.NOON : LocalTime.MIDNIGHT);
        }
        return null;
    }

    private static int hour(String digits, @Nullable String half) {
        int hour = Integer.parseInt(digits);
        if (half == null) {
            return hour;
        }
        if (hour < 1 || hour > 12) {
            throw new DateTimeException("no such hour");
        }
        return hour % 12 + (half.equals("PM") ? 12 : 0);
    }

    private static TimeOfDay found(String text, Matcher at, LocalTime time) {
        String before = text.substring(0, at.start()).replaceFirst("(?:(?<=\\d)[T_]|,| AT|^AT)?\\s*$", "");
        String rest = before + " " + text.substring(at.end()).replaceFirst("^,", "");
        return new TimeOfDay(time, rest.strip());
    }

    private static @Nullable LocalDate day(String words, LocalDate today) {
        if (RELATIVE.contains(words)) {
            return today.plusDays(RELATIVE.indexOf(words) - 1L);
        }
        Matcher weekday = WEEKDAY.matcher(words);
        if (weekday.matches()) {
            DayOfWeek day = DayOfWeek.of(WEEKDAYS.indexOf(weekday.group(1)) + 1);
            String name = words.replaceFirst("^LAST ", "");
            boolean isWhole = name.length() == 3 || name.equals(day.name());
            return isWhole
                    ? today.with(
                            words.startsWith("LAST ")
                                    ? TemporalAdjusters.previous(day)
                                    : TemporalAdjusters.previousOrSame(day))
                    : null;
        }
        return calendarDay(words.replaceFirst("^(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*[,.]? ", ""), today);
    }

    private static @Nullable LocalDate calendarDay(String given, LocalDate today) {
        String words = given.replaceAll("\\s+", " ");
        Matcher date = BIG_END_FIRST.matcher(words);
        if (date.matches()) {
            boolean isGlued = date.group(2).isEmpty() && words.length() != 8;
            return isGlued ? null : LocalDate.of(number(date, 1), number(date, 3), number(date, 4));
        }
        date = SMALL_END_FIRST.matcher(words);
        if (date.matches()) {
            return LocalDate.of(number(date, 3), number(date, 2), number(date, 1));
        }
        date = MONTH_FIRST.matcher(words);
        if (date.matches()) {
            return ofYear(date.group(3), month(date.group(1)), number(date, 2), today);
        }
        date = DAY_FIRST.matcher(words);
        return date.matches() ? ofYear(date.group(3), month(date.group(2)), number(date, 1), today) : null;
    }

    private static int number(Matcher date, int group) {
        return Integer.parseInt(date.group(group));
    }

    /** 0, which is no month, when there is none of that name. */
    private static int month(String name) {
        return MONTHS.indexOf(name.substring(0, 3)) + 1;
    }

    private static LocalDate ofYear(@Nullable String year, int month, int day, LocalDate today) {
        if (year != null) {
            return LocalDate.of(Integer.parseInt(year), month, day);
        }
        for (int years = 0; years < 8; years++) { // 29 February is in one of these
            int candidate = today.getYear() - years;
            boolean exists = month > 0 && day <= YearMonth.of(candidate, month).lengthOfMonth();
            if (exists && !LocalDate.of(candidate, month, day).isAfter(today)) {
                return LocalDate.of(candidate, month, day);
            }
        }
        throw new DateTimeException("no such day");
    }
}
