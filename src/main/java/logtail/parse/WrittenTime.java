package logtail.parse;

import java.time.ZoneId;
import java.util.Arrays;
import logtail.event.Line;

/**
 * Reads a time as people and programs write it: a day in any form of {@link WrittenDate}, then a clock
 * ({@code 18:00:00}, with a fraction behind a point or comma, or {@code 6:00:00 PM}), then perhaps a zone
 * ({@link WrittenZone}) and, where the day had none, the year. Neither a day nor a clock alone is a time. A missing
 * year is the latest in which the time lies at most a day ahead, a missing zone that of the daemon. Lines of the same
 * minute share all before the seconds, so what that means is remembered. One thread; allocates nothing.
 */
final class WrittenTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final long SECONDS_PER_DAY = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int LONGEST_MINUTE = 32;

    private final WrittenDate date = new WrittenDate();
    private final WrittenZone zone;
    private final LocalZone own;
    private final byte[] minute = new byte[LONGEST_MINUTE]; // the last one read, as written
    private int minuteLength;
    private long minuteSecond; // when it began, in local seconds
    private int secondAt; // where the seconds of the time being read are; 0 when only all of it tells the time
    private long localSecond;
    private int secondOfDay;
    private int secondOfMinute;
    private boolean hasYear;
    private int nanos;
    private long timeNs;

    /** @param own the zone of times without one */
    WrittenTime(ZoneId own) {
        zone = new WrittenZone(own);
        this.own = new LocalZone(own);
    }

    /** Reads the time at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        int remembered = from + minuteLength;
        if (minuteLength > 0
                && to - remembered >= 2
                && Arrays.equals(bytes, from, remembered, minute, 0, minuteLength)) {
            int clockEnd = to - remembered == 2 ? to : fraction(bytes, remembered + 2, to);
            if (!isHalf(bytes, clockEnd, to)) {
                return readSecond(bytes, remembered, clockEnd, to);
            }
        }
        int dayEnd = date.read(bytes, from, to);
        if (dayEnd == WrittenDate.NONE || dayEnd == to || !isJoint(bytes[dayEnd])) {
            return NONE;
        }
        boolean isBeforeClock = date.year != WrittenDate.NO_YEAR;
        int end = readClock(bytes, dayEnd, to, nowNs);
        if (end != NONE && isBeforeClock && secondAt > 0 && secondAt - from <= LONGEST_MINUTE) {
            minuteLength = secondAt - from;
            System.arraycopy(bytes, from, minute, 0, minuteLength);
            minuteSecond = localSecond - secondOfMinute;
        }
        return end;
    }

    /** Reads the seconds of a minute that was read before, and the zone behind them. */
    private int readSecond(byte[] bytes, int from, int clockEnd, int to) {
        int second = Digits.two(bytes, from);
        int end = zone.read(bytes, clockEnd, to);
        if (second < 0 || second > 60 || (end < to && isOfWord(bytes[end]))) {
            return NONE;
        }
        if (clockEnd == from + 2) {
            nanos = 0;
        }
        hasYear = true;
        int offset = zone.offsetSeconds();
        long local = minuteSecond + second;
        timeNs = Digits.nanos(offset == WrittenZone.OWN ? own.toEpochSecond(local) : local - offset, nanos);
        return timeNs == Line.NO_TIME ? NONE : end;
    }

    /**
     * Reads the {@code MMdd HH:mm:ss.uuuuuu} or {@code yyyyMMdd HH:mm:ss.uuuuuu} of glog and klog; returns where it
     * ends, or {@link #NONE}.
     */
    int readGlog(byte[] bytes, int from, int to, long nowNs) {
        if (to - from > 8 && bytes[from + 8] == ' ') {
            return read(bytes, from, to, nowNs);
        }
        if (to - from < 13 || bytes[from + 4] != ' ') {
            return NONE;
        }
        date.year = WrittenDate.NO_YEAR;
        date.month = Digits.two(bytes, from);
        date.day = Digits.two(bytes, from + 2);
        boolean isDay = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
        return isDay ? readClock(bytes, from + 4, to, nowNs) : NONE;
    }

    /** Whether the last time read stated its year. */
    boolean hasYear() {
        return hasYear;
    }

    /** The last time read, in nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
    long timeNs() {
        return timeNs;
    }

    private static boolean isJoint(byte b) {
        return b == 'T' || b == ' ' || b == ':' || b == 't' || b == '_' || b == '-' || b == '\t' || b == ',';
    }

    private int readClock(byte[] bytes, int dayEnd, int to, long nowNs) {
        secondAt = 0;
        int at = dayEnd + 1;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        int end = date.isCompact && to - at >= 6 && Digits.isDigit(bytes[at + 2])
                ? compactClock(bytes, at, to)
                : clock(bytes, at, to, (bytes[dayEnd] | 0x20) == 't');
        if (end == NONE) {
            return NONE;
        }
        int zoneEnd = zone.read(bytes, end, to);
        if (date.year == WrittenDate.NO_YEAR && zoneEnd < to && bytes[zoneEnd] == ' ') {
            int year = WrittenDate.yearAt(bytes, zoneEnd + 1, to);
            if (year != WrittenDate.NO_YEAR) {
                date.year = year;
                zoneEnd += 5;
            }
        }
        if (zoneEnd < to && isOfWord(bytes[zoneEnd])) {
            return NONE;
        }
        hasYear = date.year != WrittenDate.NO_YEAR;
        timeNs = Digits.nanos(hasYear ? epochSecond(date.year) : inferYear(nowNs), nanos);
        return timeNs == Line.NO_TIME ? NONE : zoneEnd;
    }

    private static boolean isOfWord(byte b) {
        return Digits.isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || b == '_';
    }

    /** @param isShort whether the seconds may be missing */
    private int clock(byte[] bytes, int from, int to, boolean isShort) {
        int hourEnd = to - from >= 5 && bytes[from + 1] == ':' ? from + 1 : from + 2;
        if (to - hourEnd < 3 || bytes[hourEnd] != ':') {
            return NONE;
        }
        int hour = hourEnd - from == 2 ? Digits.two(bytes, from) : Digits.isDigit(bytes[from]) ? bytes[from] - '0' : -1;
        int minute = Digits.two(bytes, hourEnd + 1);
        int at = hourEnd + 3;
        boolean hasSecond = at < to && bytes[at] == ':';
        int second = hasSecond && to - at >= 3 ? Digits.two(bytes, at + 1) : !hasSecond && isShort ? 0 : -1;
        if (!isClock(hour, minute, second)) {
            return NONE;
        }
        nanos = 0;
        secondAt = hasSecond ? at + 1 : 0;
        return half(bytes, hasSecond ? fraction(bytes, at + 3, to) : at, to, hour);
    }

    /** Reads {@code 180000}, as in {@code 20261129T180000Z}. */
    private int compactClock(byte[] bytes, int from, int to) {
        int hour = Digits.two(bytes, from);
        boolean isClock = isClock(hour, Digits.two(bytes, from + 2), Digits.two(bytes, from + 4));
        nanos = 0;
        return isClock ? fraction(bytes, from + 6, to) : NONE;
    }

    private boolean isClock(int hour, int minute, int second) {
        secondOfDay = (hour * 60 + minute) * 60 + second;
        secondOfMinute = second;
        return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    }

    /** Reads a fraction, of which nine digits count; three digits may also stand behind a colon. */
    private int fraction(byte[] bytes, int from, int to) {
        if (to - from < 2 || !Digits.isDigit(bytes[from + 1])) {
            return from;
        }
        boolean isAfterColon = bytes[from] == ':' && to - from >= 4;
        if (bytes[from] != '.' && bytes[from] != ',' && !isAfterColon) {
            return from;
        }
        int at = from + 1;
        int unit = 100_000_000;
        int read = 0;
        for (; at < to && Digits.isDigit(bytes[at]); at++) {
            read += (bytes[at] - '0') * unit;
            unit /= 10;
        }
        if (isAfterColon && at != from + 4) {
            return from;
        }
        nanos = read;
        return at;
    }

    /** Reads {@code AM} or {@code PM} behind a clock of twelve hours. */
    private int half(byte[] bytes, int at, int to, int hour) {
        if (hour < 1 || hour > 12 || !isHalf(bytes, at, to)) {
            return at;
        }
        boolean isAfternoon = (bytes[at + 1] | 0x20) == 'p';
        secondOfDay += ((hour == 12 ? -12 : 0) + (isAfternoon ? 12 : 0)) * 3600;
        secondAt = 0; // the minute alone does not tell it
        return at + 3;
    }

    private static boolean isHalf(byte[] bytes, int at, int to) {
        return to - at >= 3
                && bytes[at] == ' '
                && (bytes[at + 2] | 0x20) == 'm'
                && ((bytes[at + 1] | 0x20) == 'a' || (bytes[at + 1] | 0x20) == 'p')
                && (to - at == 3 || !isOfWord(bytes[at + 3]));
    }

    private long inferYear(long nowNs) {
        long latest = Math.floorDiv(nowNs, NANOS_PER_SECOND) + SECONDS_PER_DAY;
        int year = CivilDate.yearOf(Math.floorDiv(own.toLocalSecond(latest), SECONDS_PER_DAY));
        long time = epochSecond(year);
        return time > latest ? epochSecond(year - 1) : time;
    }

    private long epochSecond(int year) {
        localSecond = CivilDate.toEpochDay(year, date.month, date.day) * SECONDS_PER_DAY + secondOfDay;
        int offset = zone.offsetSeconds();
        return offset == WrittenZone.OWN ? own.toEpochSecond(localSecond) : localSecond - offset;
    }
}
