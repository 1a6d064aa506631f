package logtail.parse;

import logtail.event.Line;

/**
 * A date and time of day as somebody's clock showed them, filled in part by part, and the instant that they mean. A missing year is
 * the latest in which the time lies at most a day in the future; a missing zone that of the daemon. One thread.
 */
final class WallTime {
    /** The result of the readers when there is nothing to read. */
    static final int NONE = -1;
    /** {@link #year} of a date without one. */
    static final int NO_YEAR = -1;

    static final long SECONDS_PER_DAY = 86_400;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int HOURS = 12;

    int year;
    int month;
    int day;

    private final LocalZone zone;
    private final ZoneWord zoneWord;
    private int secondOfDay;
    private int secondOfMinute; // 60 is a leap second
    private int nanos;
    private boolean hasOffset;
    private int offsetSeconds;
    private long nearSecond;

    private long epochSecond;
    private long localSecond;
    private long nextEpochSecond; // the same a year later
    private long timeNs;

    /** @param zone the zone of times without one */
    WallTime(LocalZone zone) {
        this.zone = zone;
        zoneWord = new ZoneWord(zone.id());
    }

    void clear() {
        year = NO_YEAR;
        secondOfDay = 0;
        nanos = 0;
        hasOffset = false;
    }

    /** Reads {@code HH:MM:SS}, and a fraction of which nine digits count; returns where it ends, or {@link #NONE}. */
    int readClock(byte[] bytes, int at, int to) {
        if (at == NONE || to - at < 8 || bytes[at + 2] != ':' || bytes[at + 5] != ':') {
            return NONE;
        }
        int hour = Digits.two(bytes, at);
        return setClock(hour, Digits.two(bytes, at + 3), Digits.two(bytes, at + 6))
                ? readFraction(bytes, at + 8, to)
                : NONE;
    }

    /** Reads a clock that may have one digit for the hour, no seconds, and AM or PM behind it. */
    int readAnyClock(byte[] bytes, int from, int to) {
        int at = from;
        int hour = 0;
        while (at < to && at - from < 2 && Digits.isDigit(bytes[at])) {
            hour = hour * 10 + bytes[at++] - '0';
        }
        if (at == from || to - at < 3 || bytes[at] != ':') {
            return NONE;
        }
        int minute = Digits.two(bytes, at + 1);
        int end = at + 3;
        int second = 0;
        if (to - end >= 3 && bytes[end] == ':' && Digits.isDigit(bytes[end + 1])) {
            second = Digits.two(bytes, end + 1);
            end += 3;
        }
        int half = to - end < 3 || bytes[end] != ' ' || bytes[end + 2] != 'M' ? 0 : bytes[end + 1];
        boolean isHalf = (half == 'A' || half == 'P') && (to - end == 3 || bytes[end + 3] == ' ');
        if (isHalf && hour >= 1 && hour <= HOURS) {
            hour = hour % HOURS + (half == 'P' ? HOURS : 0);
        }
        if (!setClock(hour, minute, second)) {
            return NONE;
        }
        return isHalf ? end + 3 : readFraction(bytes, end, to);
    }

    boolean setClock(int hour, int minute, int second) {
        secondOfMinute = second;
        secondOfDay = (hour * 60 + minute) * 60 + second;
        nanos = 0;
        return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    }

    int readFraction(byte[] bytes, int at, int to) {
        boolean isFraction =
                at < to && (bytes[at] == '.' || (bytes[at] == ',' && at + 1 < to && Digits.isDigit(bytes[at + 1])));
        if (!isFraction) {
            return at;
        }
        int end = at + 1;
        int unit = 100_000_000;
        for (; end < to && Digits.isDigit(bytes[end]); end++) {
            nanos += (bytes[end] - '0') * unit;
            unit /= 10;
        }
        return end;
    }

    /** Reads what may stand behind the clock: {@code Z}, {@code SP zone}, {@code SP year}; returns where it ends. */
    int readRest(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && bytes[at] == 'Z') {
            setOffset(0);
            at++;
        } else if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            at = readZone(bytes, at, to, at);
        }
        at = at < to && bytes[at] == ' ' ? readZone(bytes, at + 1, to, at) : at;
        if (year == NO_YEAR && startsYear(bytes, at, to)) {
            year = Digits.four(bytes, at + 1);
            at += 5;
            at = at < to && bytes[at] == ' ' && !hasOffset ? readZone(bytes, at + 1, to, at) : at;
        }
        return at;
    }

    private int readZone(byte[] bytes, int at, int to, int otherwise) {
        int end = zoneWord.read(bytes, at, to);
        if (end == ZoneWord.NONE) {
            return otherwise;
        }
        if (!hasOffset) {
            setOffset(zoneWord.offsetSeconds());
        }
        return end;
    }

    /** Whether {@link #readRest} would read anything at {@code at}. */
    boolean hasRest(byte[] bytes, int at, int to) {
        return startsYear(bytes, at, to) || zoneWord.read(bytes, at + 1, to) != ZoneWord.NONE;
    }

    /** Whether {@code SP (19|20)DD} stands at {@code at} as a word, and not as the beginning of an IPv6 address. */
    static boolean startsYear(byte[] bytes, int at, int to) {
        if (to - at < 5 || bytes[at] != ' ') {
            return false;
        }
        int end = at + 5;
        boolean isWord = end == to || bytes[end] == ' ' || Words.isColon(bytes, end, to);
        if (!isWord) {
            return false;
        }
        int century = Digits.two(bytes, at + 1);
        return (century == 19 || century == 20) && Digits.two(bytes, at + 3) >= 0;
    }

    void setOffset(int eastSeconds) {
        hasOffset = true;
        offsetSeconds = eastSeconds;
    }

    /** Finds the instant; {@code nowNs} is the time of receipt. */
    void resolve(long nowNs) {
        nearSecond = Math.floorDiv(nowNs, NANOS_PER_SECOND);
        if (year == NO_YEAR) {
            infer();
        } else {
            epochSecond = epochSecond(year);
            localSecond = localSecond(year);
        }
        timeNs = Digits.nanos(epochSecond, nanos);
    }

    private void infer() {
        long latest = nearSecond + SECONDS_PER_DAY;
        long localLatest = hasOffset ? latest + offsetSeconds : zone.toLocalSecond(latest);
        int guess = CivilDate.yearOf(Math.floorDiv(localLatest, SECONDS_PER_DAY));
        epochSecond = epochSecond(guess);
        localSecond = localSecond(guess);
        nextEpochSecond = epochSecond(guess + 1);
        if (epochSecond > latest) {
            nextEpochSecond = epochSecond;
            epochSecond = epochSecond(guess - 1);
            localSecond = localSecond(guess - 1);
        }
    }

    private long epochSecond(int ofYear) {
        long local = localSecond(ofYear);
        return hasOffset ? local - offsetSeconds : zone.toEpochSecond(local, nearSecond);
    }

    private long localSecond(int ofYear) {
        return CivilDate.toEpochDay(ofYear, month, day) * SECONDS_PER_DAY + secondOfDay;
    }

    /** In nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
    long timeNs() {
        return timeNs;
    }

    /** The start of its minute, in seconds since the epoch. */
    long epochMinuteStart() {
        return epochSecond - secondOfMinute;
    }

    /** The same a year later, in seconds since the epoch; only for a date without a year. */
    long nextEpochSecond() {
        return nextEpochSecond;
    }

    /** Whether what this clock showed comes but once, so that it means the same whenever it is received. */
    boolean isUnique() {
        return !zone.isRepeated(localSecond);
    }
}
