package logtail.parse;

/**
 * Reads the time of day: {@code 18:00:00}, {@code 6:00:00 PM}, {@code 180000} behind a day without marks, with a fraction of which
 * nine digits count. One thread.
 */
final class WrittenClock {
    /** The result of the readers when there is no clock. */
    static final int NONE = -1;

    private static final int NOON = 12;
    private static final int SECONDS_PER_HOUR = 3600;

    private int secondOfDay;
    private int second; // 60 is a leap second
    private int secondAt;
    private int nanos;
    private boolean hasSecond;

    /**
     * Reads {@code H:MM:SS} and what may follow; returns where it ends, or {@link #NONE}.
     *
     * @param isShort whether the seconds may be missing
     */
    int read(byte[] bytes, int from, int to, boolean isShort) {
        int hourEnd = from + Digits.count(bytes, from, Math.min(to, from + 2));
        if (hourEnd == from || to - hourEnd < 3 || bytes[hourEnd] != ':') {
            return NONE;
        }
        int hour = (int) Digits.number(bytes, from, hourEnd);
        int end = hourEnd + 3;
        hasSecond = to - end >= 3 && bytes[end] == ':' && Digits.isDigit(bytes[end + 1]);
        if ((!hasSecond && !isShort)
                || !set(hour, Digits.two(bytes, hourEnd + 1), hasSecond ? Digits.two(bytes, end + 1) : 0)) {
            return NONE;
        }
        secondAt = hasSecond ? end + 1 : 0;
        int fractionEnd = hasSecond ? readFraction(bytes, end + 3, to) : end;
        if (hour < 1 || hour > NOON || !isHalf(bytes, fractionEnd, to)) {
            return fractionEnd;
        }
        boolean isAfternoon = (bytes[fractionEnd + 1] | 0x20) == 'p';
        secondOfDay += ((hour == NOON ? -NOON : 0) + (isAfternoon ? NOON : 0)) * SECONDS_PER_HOUR;
        secondAt = 0; // the minute alone does not tell it
        return fractionEnd + 3;
    }

    /** Reads {@code 180000}, as in {@code 20261129T180000Z}; returns where it ends, or {@link #NONE}. */
    int readCompact(byte[] bytes, int from, int to) {
        hasSecond = true;
        secondAt = 0;
        boolean isClock = to - from >= 6
                && set(Digits.two(bytes, from), Digits.two(bytes, from + 2), Digits.two(bytes, from + 4));
        return isClock ? readFraction(bytes, from + 6, to) : NONE;
    }

    /** Reads the seconds alone of a minute that is known, and their fraction; returns where they end, or {@link #NONE}. */
    int readSecond(byte[] bytes, int from, int to) {
        hasSecond = true;
        second = Digits.two(bytes, from);
        return second >= 0 && second <= 60 ? readFraction(bytes, from + 2, to) : NONE;
    }

    /** Reads a fraction of the second, which three digits behind a colon are too; returns where it ends, {@code from} for none. */
    private int readFraction(byte[] bytes, int from, int to) {
        nanos = 0;
        boolean isColon = from < to && bytes[from] == ':';
        if (from == to || !(isColon || bytes[from] == '.' || bytes[from] == ',')) {
            return from;
        }
        int at = from + 1;
        int unit = 100_000_000;
        int read = 0;
        for (; at < to && Digits.isDigit(bytes[at]); at++) {
            read += (bytes[at] - '0') * unit;
            unit /= 10;
        }
        if (at > from + 1 && (!isColon || at == from + 4)) {
            nanos = read;
            return at;
        }
        boolean isPointAlone = bytes[from] == '.' && (at == to || bytes[at] == ' ');
        return isPointAlone ? at : from;
    }

    /** Whether {@code SP (AM|PM)} stands at {@code at}. */
    static boolean isHalf(byte[] bytes, int at, int to) {
        return to - at >= 3
                && bytes[at] == ' '
                && (bytes[at + 2] | 0x20) == 'm'
                && ((bytes[at + 1] | 0x20) == 'a' || (bytes[at + 1] | 0x20) == 'p')
                && (to - at == 3 || !Words.isWordPart(bytes[at + 3]));
    }

    private boolean set(int hour, int minute, int second) {
        this.second = second;
        secondOfDay = (hour * 60 + minute) * 60 + second;
        nanos = 0;
        return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    }

    int secondOfDay() {
        return secondOfDay;
    }

    /** The second of the minute. */
    int second() {
        return second;
    }

    int nanos() {
        return nanos;
    }

    boolean hasSecond() {
        return hasSecond;
    }

    /** Where the two digits of the seconds stand; 0 when all before them does not tell the minute. */
    int secondAt() {
        return secondAt;
    }
}
