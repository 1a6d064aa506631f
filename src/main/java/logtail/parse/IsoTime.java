package logtail.parse;

import java.nio.charset.StandardCharsets;
import logtail.event.ByteOrders;
import logtail.event.Line;

/**
 * Reads {@code 2026-11-23T19:03:14.372468+00:00}: RFC 3339 as narrowed by RFC 5424 section 6.2.3, and common
 * variations: any number of fraction digits (nine count), a comma before them, SP for T, small letters, a zone as
 * {@code +0100}, {@code +01} or none at all. A day past the end of its month runs into the next month, second 60 into the next minute. Lines of the same
 * minute share the first sixteen bytes, so the result for those is cached.
 */
final class IsoTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final int MINUTE_LENGTH = 16; // 2026-11-23T19:03
    /** The length of a time to the second. */
    static final int SECOND_LENGTH = 19;

    private static final int MAX_OFFSET_HOURS = 23;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final byte[] EPOCH = "1970-01-01T00:00".getBytes(StandardCharsets.US_ASCII);

    private final LocalZone zone;
    private long cachedDate = ByteOrders.getLong(EPOCH, 0);
    private long cachedTime = ByteOrders.getLong(EPOCH, Long.BYTES);
    private long cachedLocalSecond; // the start of the cached minute
    private long epochSecond;
    private int nanos;
    private long localSecond;
    private boolean hasOffset;

    /** @param zone the zone of times without one */
    IsoTime(LocalZone zone) {
        this.zone = zone;
    }

    /** Parses the time at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to) {
        return read(bytes, from, to, Long.MIN_VALUE);
    }

    /** The same; of two instants that the clock of a zone showed alike, the one nearer to {@code nowNs}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        if (to - from < SECOND_LENGTH || bytes[from + MINUTE_LENGTH] != ':') {
            return NONE;
        }
        long date = ByteOrders.getLong(bytes, from);
        long time = ByteOrders.getLong(bytes, from + Long.BYTES);
        if ((date != cachedDate || time != cachedTime) && !readMinute(bytes, from)) {
            return NONE;
        }
        cachedDate = date;
        cachedTime = time;
        int second = Digits.two(bytes, from + MINUTE_LENGTH + 1);
        if (second < 0 || second > 60) {
            return NONE;
        }
        int at = readFraction(bytes, from + SECOND_LENGTH, to);
        localSecond = cachedLocalSecond + second;
        return readOffset(bytes, at, to, nowNs);
    }

    /** The last time parsed, in nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
    long timeNs() {
        return Digits.nanos(epochSecond, nanos);
    }

    /** The last time parsed if the zone {@code offsetSeconds} east of UTC is meant. */
    long timeNs(int offsetSeconds) {
        return Digits.nanos(localSecond - offsetSeconds, nanos);
    }

    /** Whether the last time parsed had a zone. */
    boolean hasOffset() {
        return hasOffset;
    }

    private boolean readMinute(byte[] bytes, int from) {
        int year = Digits.four(bytes, from);
        int month = Digits.two(bytes, from + 5);
        int day = Digits.two(bytes, from + 8);
        int hour = Digits.two(bytes, from + 11);
        int minute = Digits.two(bytes, from + 14);
        boolean isDate = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
        boolean isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
        boolean isJoined = (bytes[from + 10] | 0x20) == 't' || bytes[from + 10] == ' ';
        boolean isPunctuated = bytes[from + 4] == '-' && bytes[from + 7] == '-' && bytes[from + 13] == ':';
        if (!(isDate && isTime && isJoined && isPunctuated)) {
            return false;
        }
        cachedLocalSecond = ((CivilDate.toEpochDay(year, month, day) * 24 + hour) * 60 + minute) * 60;
        return true;
    }

    private int readFraction(byte[] bytes, int from, int to) {
        nanos = 0;
        if (from == to || !(bytes[from] == '.' || isDecimalComma(bytes, from, to))) {
            return from;
        }
        int at = from + 1;
        int unit = 100_000_000;
        for (; at < to && Digits.isDigit(bytes[at]); at++) {
            nanos += (bytes[at] - '0') * unit;
            unit /= 10;
        }
        return at;
    }

    private static boolean isDecimalComma(byte[] bytes, int at, int to) {
        return bytes[at] == ',' && at + 1 < to && Digits.isDigit(bytes[at + 1]);
    }

    private int readOffset(byte[] bytes, int at, int to, long nowNs) {
        hasOffset = at < to && ((bytes[at] | 0x20) == 'z' || bytes[at] == '+' || bytes[at] == '-');
        if (!hasOffset) {
            epochSecond = zone.toEpochSecond(localSecond, Math.floorDiv(nowNs, NANOS_PER_SECOND));
            return at;
        }
        epochSecond = localSecond;
        if ((bytes[at] | 0x20) == 'z') {
            return at + 1;
        }
        int hours = to - at < 3 ? -1 : Digits.two(bytes, at + 1);
        int end = at + 3;
        int minutesAt = end < to && bytes[end] == ':' ? end + 1 : end;
        int minutes = to - minutesAt < 2 ? -1 : Digits.two(bytes, minutesAt);
        if (minutes >= 0) {
            end = minutesAt + 2;
        }
        if (hours < 0 || hours > MAX_OFFSET_HOURS || minutes > 59) {
            return NONE;
        }
        int offset = (hours * 60 + Math.max(0, minutes)) * 60;
        epochSecond += bytes[at] == '+' ? -offset : offset;
        return end;
    }
}
