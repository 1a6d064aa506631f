package logtail.parse;

import logtail.event.ByteOrders;
import logtail.event.Line;

/**
 * Parses the TIMESTAMP of RFC 3164 section 4.1.2, {@code Nov 23 19:04:12}, and its variations: month in any case, day
 * with one digit or two, a fraction, the year before the month, after the day or after the time, and a zone after the
 * time. A missing year is the latest one in which the time lies at most a day in the future. Lines of the same minute
 * share the first twelve bytes, so the result for those is cached.
 */
final class BsdTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int MINUTE_LENGTH = 12; // Nov 23 19:04
    private static final int SECOND_LENGTH = 15;

    private final WallTime time;
    private long cachedHead;
    private long cachedTail;
    private long cachedEpochSecond;
    private long cachedFromNs = Long.MAX_VALUE; // the inferred year holds for times of receipt in [from, to)
    private long cachedToNs = Long.MIN_VALUE;
    private long timeNs;

    /** @param zone the zone of times without one */
    BsdTime(LocalZone zone) {
        time = new WallTime(zone);
    }

    /** Parses the time at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        if (to - from < SECOND_LENGTH - 1) {
            return NONE;
        }
        int secondEnd = from + SECOND_LENGTH;
        boolean isPlain = to > secondEnd && bytes[secondEnd] == ' ';
        if (isPlain && isCached(bytes, from, nowNs) && !mayHaveRest(bytes, secondEnd, to)) {
            int second = Digits.two(bytes, from + MINUTE_LENGTH + 1);
            if (second >= 0 && second <= 60) {
                timeNs = Digits.nanos(cachedEpochSecond + second, 0);
                return secondEnd;
            }
        }
        int end = readFields(bytes, from, to);
        if (end == NONE) {
            return NONE;
        }
        time.resolve(nowNs);
        timeNs = time.timeNs();
        if (end == secondEnd && time.year == WallTime.NO_YEAR && time.isUnique()) {
            remember(bytes, from);
        } else {
            cachedToNs = Long.MIN_VALUE;
        }
        return end;
    }

    /** The last time parsed, in nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
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

    /** Whether a zone or a year may follow; a small letter says at once that it is a host. */
    private boolean mayHaveRest(byte[] bytes, int at, int to) {
        return at + 1 < to && bytes[at + 1] < 'a' && time.hasRest(bytes, at, to);
    }

    private void remember(byte[] bytes, int from) {
        cachedHead = ByteOrders.getLong(bytes, from);
        cachedTail = ByteOrders.getLong(bytes, from + MINUTE_LENGTH - Long.BYTES);
        cachedEpochSecond = time.epochMinuteStart();
        // One minute of slack on either side of the edge, because the cache covers all seconds of its minute.
        cachedFromNs = (cachedEpochSecond - WallTime.SECONDS_PER_DAY + 2 * 60) * NANOS_PER_SECOND;
        cachedToNs = (time.nextEpochSecond() - WallTime.SECONDS_PER_DAY - 60) * NANOS_PER_SECOND;
    }

    private int readFields(byte[] bytes, int from, int to) {
        time.clear();
        int at = from;
        if (Digits.isDigit(bytes[at])) {
            at = readYear(bytes, at, to);
        }
        at = readMonthAndDay(bytes, at, to);
        if (at != NONE && time.year == WallTime.NO_YEAR && WallTime.startsYear(bytes, at - 1, to)) {
            at = readYear(bytes, at, to);
        }
        at = time.readClock(bytes, at, to);
        return at == NONE ? NONE : time.readRest(bytes, at, to);
    }

    /** Parses {@code YYYY SP}. */
    private int readYear(byte[] bytes, int at, int to) {
        time.year = to - at < 5 || bytes[at + 4] != ' ' ? WallTime.NO_YEAR : Digits.four(bytes, at);
        return time.year < 0 ? NONE : at + 5;
    }

    /** Parses {@code Mmm SP [SP] D[D] SP}. */
    private int readMonthAndDay(byte[] bytes, int at, int to) {
        if (at == NONE || to - at < 6 || bytes[at + 3] != ' ') {
            return NONE;
        }
        time.month = CalendarWords.englishMonth(bytes, at);
        int dayAt = bytes[at + 4] == ' ' ? at + 5 : at + 4;
        int day = bytes[dayAt] - '0';
        int end = dayAt + 1;
        if (end < to && Digits.isDigit(bytes[end])) {
            day = day * 10 + bytes[end] - '0';
            end++;
        }
        time.day = day;
        boolean isDay = Digits.isDigit(bytes[dayAt]) && day >= 1 && day <= 31;
        return time.month > 0 && isDay && end < to && bytes[end] == ' ' ? end + 1 : NONE;
    }
}
