package logtail.parse;

import logtail.event.ByteOrders;
import logtail.event.Line;

/**
 * Parses the TIMESTAMP of RFC 3164 section 4.1.2, {@code Nov 23 19:04:12}, and its variations: month in any case, day
 * with one digit or two, a fraction, the year before the month, after the day or after the time, and a zone after the
 * time. Lines of the same minute share the first twelve bytes, so the result for those is cached.
 */
final class BsdTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int YEAR_LENGTH = 5; // with the blank behind it
    private static final int MINUTE_LENGTH = 12; // Nov 23 19:04
    private static final int SECOND_LENGTH = 15;

    private final WrittenTime written;
    private boolean isCached;
    private long cachedHead;
    private long cachedTail;
    private long cachedMinuteNs;
    private long timeNs;

    /** @param zone the zone of times without one */
    BsdTime(LocalZone zone) {
        written = new WrittenTime(zone, true);
    }

    /** Parses the time at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        if (to - from < SECOND_LENGTH - 1) {
            return NONE;
        }
        int secondEnd = from + SECOND_LENGTH;
        boolean isPlain = to > secondEnd && bytes[secondEnd] == ' ';
        if (isPlain && isCached(bytes, from) && !written.hasRest(bytes, secondEnd, to)) {
            int second = Digits.two(bytes, from + MINUTE_LENGTH + 1);
            timeNs = cachedMinuteNs + second * NANOS_PER_SECOND;
            if (second >= 0 && second <= 60 && WallTime.isOfSameYear(timeNs, nowNs)) {
                return secondEnd;
            }
        }
        int end = beginsWithDay(bytes, from) ? written.read(bytes, from, to, nowNs) : NONE;
        if (end == NONE || !written.hasSecond()) {
            return NONE;
        }
        timeNs = written.timeNs();
        if (end == secondEnd && !written.hasYear() && written.isUnique()) {
            remember(bytes, from);
        }
        return end;
    }

    /** The last time parsed, in nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
    long timeNs() {
        return timeNs;
    }

    private boolean isCached(byte[] bytes, int from) {
        return ByteOrders.getLong(bytes, from) == cachedHead
                && ByteOrders.getLong(bytes, from + MINUTE_LENGTH - Long.BYTES) == cachedTail
                && bytes[from + MINUTE_LENGTH] == ':'
                && isCached;
    }

    private void remember(byte[] bytes, int from) {
        isCached = true;
        cachedHead = ByteOrders.getLong(bytes, from);
        cachedTail = ByteOrders.getLong(bytes, from + MINUTE_LENGTH - Long.BYTES);
        cachedMinuteNs = timeNs - Digits.two(bytes, from + MINUTE_LENGTH + 1) * NANOS_PER_SECOND;
    }

    /** Whether the short English name of a month and a day stand here as words, perhaps behind a year. */
    private static boolean beginsWithDay(byte[] bytes, int from) {
        int month = Digits.isDigit(bytes[from]) && bytes[from + YEAR_LENGTH - 1] == ' ' ? from + YEAR_LENGTH : from;
        int day = Words.skipSpaces(bytes, month + 3, month + 5);
        int dayEnd = day + Digits.count(bytes, day, day + 2);
        return bytes[month + 3] == ' '
                && dayEnd > day
                && bytes[dayEnd] == ' '
                && CalendarWords.englishMonth(bytes, month) > 0;
    }
}
