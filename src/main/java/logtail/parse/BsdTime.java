package logtail.parse;

import logtail.event.ByteOrders;
import logtail.event.Line;

/**
 * Reads {@code Nov 23 19:04:12} of RFC 3164 section 4.1.2 and its variations: month in any case, day with one digit or
 * two, a fraction, and the year before the month, after the day or after the time. Without a year it is the latest one
 * in which the time lies at most a day in the future. Lines of the same minute share the first twelve bytes, so those
 * are read once.
 */
final class BsdTime {
    /** What {@link #read} answers when there is no time. */
    static final int NONE = -1;

    private static final long SECONDS_PER_DAY = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int MINUTE_LENGTH = 12; // Nov 23 19:04
    private static final int SECOND_LENGTH = 15;
    private static final int NO_YEAR = -1;
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private final LocalZone zone;
    private long cachedHead;
    private long cachedTail;
    private long cachedEpochSecond;
    private long cachedFromNs = Long.MAX_VALUE; // the inferred year holds for times of receipt in [from, to)
    private long cachedToNs = Long.MIN_VALUE;

    private int year;
    private int month;
    private int day;
    private int secondOfDay;
    private int secondOfMinute;
    private int nanos;
    private long timeNs;

    BsdTime(LocalZone zone) {
        this.zone = zone;
    }

    /** Reads the time at {@code from}; answers where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        if (to - from < SECOND_LENGTH - 1) {
            return NONE;
        }
        boolean isPlain = to - from > SECOND_LENGTH && bytes[from + SECOND_LENGTH] == ' ';
        if (isPlain && isCached(bytes, from, nowNs) && !startsYear(bytes, from + SECOND_LENGTH, to)) {
            int second = Digits.two(bytes, from + MINUTE_LENGTH + 1);
            if (second >= 0 && second <= 60) {
                timeNs = Digits.nanos(cachedEpochSecond + second, 0);
                return from + SECOND_LENGTH;
            }
        }
        int end = readFields(bytes, from, to);
        if (end == NONE) {
            return NONE;
        }
        if (year != NO_YEAR) {
            timeNs = Digits.nanos(epochSecond(year), nanos);
            return end;
        }
        infer(nowNs);
        if (end == from + SECOND_LENGTH) {
            cachedHead = ByteOrders.getLong(bytes, from);
            cachedTail = ByteOrders.getLong(bytes, from + MINUTE_LENGTH - Long.BYTES);
        } else {
            cachedToNs = Long.MIN_VALUE;
        }
        return end;
    }

    /** The time read last, in nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
    long timeNs() {
        return timeNs;
    }

    private boolean isCached(byte[] bytes, int from, long nowNs) {
        return nowNs >= cachedFromNs
                && nowNs < cachedToNs
                && bytes[from + MINUTE_LENGTH] == ':'
                && ByteOrders.getLong(bytes, from) == cachedHead
                && ByteOrders.getLong(bytes, from + MINUTE_LENGTH - Long.BYTES) == cachedTail;
    }

    private void infer(long nowNs) {
        long latest = Math.floorDiv(nowNs, NANOS_PER_SECOND) + SECONDS_PER_DAY;
        int guess = CivilDate.yearOf(Math.floorDiv(zone.toLocalSecond(latest), SECONDS_PER_DAY));
        long time = epochSecond(guess);
        long next = epochSecond(guess + 1);
        if (time > latest) {
            next = time;
            time = epochSecond(guess - 1);
        }
        timeNs = Digits.nanos(time, nanos);
        cachedEpochSecond = time - secondOfMinute;
        // One minute of slack on either side of the edge, as the cache stands for all seconds of its minute.
        cachedFromNs = (time - SECONDS_PER_DAY + 60) * NANOS_PER_SECOND;
        cachedToNs = (next - SECONDS_PER_DAY - 60) * NANOS_PER_SECOND;
    }

    private long epochSecond(int ofYear) {
        return zone.toEpochSecond(CivilDate.toEpochDay(ofYear, month, day) * SECONDS_PER_DAY + secondOfDay);
    }

    private int readFields(byte[] bytes, int from, int to) {
        year = NO_YEAR;
        int at = from;
        if (Digits.isDigit(bytes[at])) {
            at = readYear(bytes, at, to);
        }
        at = readMonthAndDay(bytes, at, to);
        if (at != NONE && year == NO_YEAR && startsYear(bytes, at - 1, to)) {
            at = readYear(bytes, at, to);
        }
        at = readClock(bytes, at, to);
        if (at != NONE && year == NO_YEAR && startsYear(bytes, at, to)) {
            year = Digits.four(bytes, at + 1);
            at += 5;
        }
        return at;
    }

    /** {@code YYYY SP}. */
    private int readYear(byte[] bytes, int at, int to) {
        year = to - at < 5 || bytes[at + 4] != ' ' ? -1 : Digits.four(bytes, at);
        return year < 0 ? NONE : at + 5;
    }

    /** {@code Mmm SP [SP] D[D] SP}. */
    private int readMonthAndDay(byte[] bytes, int at, int to) {
        if (at == NONE || to - at < 6 || bytes[at + 3] != ' ') {
            return NONE;
        }
        month = monthOf(bytes, at);
        int dayAt = bytes[at + 4] == ' ' ? at + 5 : at + 4;
        day = bytes[dayAt] - '0';
        int end = dayAt + 1;
        if (end < to && Digits.isDigit(bytes[end])) {
            day = day * 10 + bytes[end] - '0';
            end++;
        }
        boolean isDay = Digits.isDigit(bytes[dayAt]) && day >= 1 && day <= 31;
        return month > 0 && isDay && end < to && bytes[end] == ' ' ? end + 1 : NONE;
    }

    /** {@code HH:MM:SS} and a fraction, of which nine digits count. */
    private int readClock(byte[] bytes, int at, int to) {
        if (at == NONE || to - at < 8 || bytes[at + 2] != ':' || bytes[at + 5] != ':') {
            return NONE;
        }
        int hour = Digits.two(bytes, at);
        int minute = Digits.two(bytes, at + 3);
        int second = Digits.two(bytes, at + 6);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return NONE;
        }
        secondOfMinute = second;
        secondOfDay = (hour * 60 + minute) * 60 + second;
        nanos = 0;
        int end = at + 8;
        if (end < to && bytes[end] == '.') {
            end++;
            int unit = 100_000_000;
            for (; end < to && Digits.isDigit(bytes[end]); end++) {
                nanos += (bytes[end] - '0') * unit;
                unit /= 10;
            }
        }
        return end;
    }

    /** Whether {@code SP (19|20)DD} and then SP or a colon stand at {@code at}. */
    private static boolean startsYear(byte[] bytes, int at, int to) {
        if (to - at < 6 || bytes[at] != ' ' || (bytes[at + 5] != ' ' && bytes[at + 5] != ':')) {
            return false;
        }
        int century = Digits.two(bytes, at + 1);
        return (century == 19 || century == 20) && Digits.two(bytes, at + 3) >= 0;
    }

    private static int monthOf(byte[] bytes, int at) {
        for (int month = 0; month < 12; month++) {
            if ((bytes[at] | 0x20) == MONTHS.charAt(month * 3)
                    && (bytes[at + 1] | 0x20) == MONTHS.charAt(month * 3 + 1)
                    && (bytes[at + 2] | 0x20) == MONTHS.charAt(month * 3 + 2)) {
                return month + 1;
            }
        }
        return 0;
    }
}
