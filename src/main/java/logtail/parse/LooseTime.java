package logtail.parse;

/**
 * Reads the times in headers that are neither RFC 3164's nor ISO 8601: {@code Sun Nov 29 18:00:00 2026}, {@code 29 Nov 2026
 * 18:00}, {@code Okt 29 18:00:00}, {@code 2026/11/29 18:00:00}, {@code 29.11.2026 18:00}, {@code 20261129T180000Z}, and seconds or
 * milliseconds since the epoch. Of a date whose month may be its day, the reading nearer to the receipt counts. Only for lines that
 * a PRI marks as syslog, as such times begin many texts.
 */
final class LooseTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final int SECOND_DIGITS = 10;
    private static final int MILLI_DIGITS = 13;
    private static final int NANO_DIGITS = 9;
    private static final long FIRST_SECOND = 946_684_800; // 2000
    private static final long LAST_SECOND = 4_102_444_800L; // 2100
    private static final int MONTHS = 12;

    private final WallTime time;
    private long timeNs;

    /** @param zone the zone of times without one */
    LooseTime(LocalZone zone) {
        time = new WallTime(zone);
    }

    /** Parses the time at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        if (to - from < SECOND_DIGITS) {
            return NONE;
        }
        int digits = countDigits(bytes, from, to);
        if (digits == SECOND_DIGITS || digits == MILLI_DIGITS) {
            return readEpoch(bytes, from, from + digits, to);
        }
        time.clear();
        int end = digits == 0 ? readWords(bytes, from, to) : readNumbers(bytes, from, from + digits, to, nowNs);
        if (end == NONE) {
            return NONE;
        }
        end = time.readRest(bytes, end, to);
        time.resolve(nowNs);
        timeNs = time.timeNs();
        return end;
    }

    /** The last time parsed, in nanoseconds since the Unix epoch. */
    long timeNs() {
        return timeNs;
    }

    /** Whether seconds since the epoch begin at {@code from}, as a word. */
    static boolean isEpoch(byte[] bytes, int from, int to) {
        int end = from + countDigits(bytes, from, to);
        boolean isWord = end < to && (bytes[end] == ' ' || bytes[end] == '.');
        return isWord && end - from == SECOND_DIGITS && isInRange(number(bytes, from, end));
    }

    private int readEpoch(byte[] bytes, int from, int digitsEnd, int to) {
        long number = number(bytes, from, digitsEnd);
        boolean isMillis = digitsEnd - from == MILLI_DIGITS;
        long second = isMillis ? number / 1000 : number;
        if (!isInRange(second)) {
            return NONE;
        }
        timeNs = second * 1_000_000_000L + (isMillis ? number % 1000 * 1_000_000 : 0);
        int at = digitsEnd;
        if (!isMillis && at < to && bytes[at] == '.') {
            at++;
            int end = at + countDigits(bytes, at, to);
            int counted = Math.min(end, at + NANO_DIGITS);
            long nanos = number(bytes, at, counted);
            for (int digit = counted - at; digit < NANO_DIGITS; digit++) {
                nanos *= 10;
            }
            timeNs += nanos;
            at = end;
        }
        return at;
    }

    private static boolean isInRange(long second) {
        return second >= FIRST_SECOND && second < LAST_SECOND;
    }

    /** {@code [Weekday[,.] ]Month[.] D[D] [YYYY ]clock}, or the day before the month. */
    private int readWords(byte[] bytes, int from, int to) {
        int end = CalendarWords.wordEnd(bytes, from, to);
        if (end == from) {
            return NONE;
        }
        int behind = skipMark(bytes, end, to);
        int next = skipSpaces(bytes, behind, to);
        if (next == behind) {
            return NONE;
        }
        int digits = countDigits(bytes, next, to);
        if (digits > 0 && CalendarWords.month(bytes, from, end) > 0) {
            time.month = CalendarWords.month(bytes, from, end);
            return readYearAndClock(bytes, readDay(bytes, next, to), to);
        }
        if (!CalendarWords.isWeekday(bytes, from, end)) {
            return NONE;
        }
        if (digits > 0) {
            return readDayFirst(bytes, next, next + digits, to);
        }
        int monthEnd = CalendarWords.wordEnd(bytes, next, to);
        time.month = CalendarWords.month(bytes, next, monthEnd);
        int day = skipSpaces(bytes, skipMark(bytes, monthEnd, to), to);
        return time.month == 0 || day == monthEnd ? NONE : readYearAndClock(bytes, readDay(bytes, day, to), to);
    }

    private int readNumbers(byte[] bytes, int from, int digitsEnd, int to, long nowNs) {
        int digits = digitsEnd - from;
        if (digitsEnd == to) {
            return NONE;
        }
        if (digits == 4) {
            return readYearFirst(bytes, from, to);
        }
        if (digits == 8) {
            return readCompact(bytes, from, to);
        }
        if (digits > 2) {
            return NONE;
        }
        byte separator = bytes[digitsEnd];
        boolean isNumeric = separator == '/' || separator == '.' || separator == '-';
        return isNumeric && digitsEnd + 1 < to && Digits.isDigit(bytes[digitsEnd + 1])
                ? readDayOrMonthFirst(bytes, from, digitsEnd, to, nowNs)
                : readDayFirst(bytes, from, digitsEnd, to);
    }

    /** {@code 2026/11/29 18:00:00}, {@code 2026-11-29T18:00}, {@code 2026 Nov 29 18:00}. */
    private int readYearFirst(byte[] bytes, int from, int to) {
        time.year = Digits.four(bytes, from);
        byte separator = bytes[from + 4];
        if (separator == ' ') {
            int month = skipSpaces(bytes, from + 4, to);
            int monthEnd = CalendarWords.wordEnd(bytes, month, to);
            time.month = CalendarWords.month(bytes, month, monthEnd);
            int day = skipSpaces(bytes, skipMark(bytes, monthEnd, to), to);
            return time.month == 0 ? NONE : readClockBehind(bytes, readDay(bytes, day, to), to);
        }
        boolean isDate = to - from > 10
                && (separator == '/' || separator == '.' || separator == '-')
                && bytes[from + 7] == separator;
        if (!isDate) {
            return NONE;
        }
        return setDate(time.year, Digits.two(bytes, from + 5), Digits.two(bytes, from + 8))
                ? readClockBehind(bytes, from + 10, to)
                : NONE;
    }

    /** {@code 20261129T180000[.fff]}. */
    private int readCompact(byte[] bytes, int from, int to) {
        boolean isTime = to - from >= 15 && (bytes[from + 8] | 0x20) == 't' && countDigits(bytes, from + 9, to) == 6;
        if (!isTime || !setDate(Digits.four(bytes, from), Digits.two(bytes, from + 4), Digits.two(bytes, from + 6))) {
            return NONE;
        }
        int clock = from + 9;
        return time.setClock(Digits.two(bytes, clock), Digits.two(bytes, clock + 2), Digits.two(bytes, clock + 4))
                ? time.readFraction(bytes, clock + 6, to)
                : NONE;
    }

    /** {@code 29.11.2026 18:00:00}, {@code 11/29/2026:18:00:00}. */
    private int readDayOrMonthFirst(byte[] bytes, int from, int firstEnd, int to, long nowNs) {
        int secondEnd = firstEnd + 1 + countDigits(bytes, firstEnd + 1, to);
        boolean isDate = secondEnd - firstEnd <= 3
                && to - secondEnd > 5
                && bytes[secondEnd] == bytes[firstEnd]
                && countDigits(bytes, secondEnd + 1, to) == 4;
        if (!isDate) {
            return NONE;
        }
        int first = (int) number(bytes, from, firstEnd);
        int second = (int) number(bytes, firstEnd + 1, secondEnd);
        int year = Digits.four(bytes, secondEnd + 1);
        boolean isDayFirst = bytes[firstEnd] == '.' || first > MONTHS;
        if (!isDayFirst && second <= MONTHS) {
            isDayFirst = distance(year, second, first, nowNs) < distance(year, first, second, nowNs);
        }
        boolean isSet = isDayFirst ? setDate(year, second, first) : setDate(year, first, second);
        return isSet ? readClockBehind(bytes, secondEnd + 5, to) : NONE;
    }

    private static long distance(int year, int month, int day, long nowNs) {
        long today = Math.floorDiv(nowNs, WallTime.SECONDS_PER_DAY * 1_000_000_000L);
        return Math.abs(CivilDate.toEpochDay(year, month, day) - today);
    }

    /** {@code 29 Nov 2026 18:00:00}, {@code 29-Nov-2026 18:00}, {@code 29/Nov/2026:18:00:00}, {@code 29 Nov 18:00}. */
    private int readDayFirst(byte[] bytes, int from, int dayEnd, int to) {
        int month = skipMark(bytes, dayEnd, to);
        byte separator = month < to ? bytes[month] : 0;
        if (separator != ' ' && separator != '-' && separator != '/') {
            return NONE;
        }
        month++;
        int monthEnd = CalendarWords.wordEnd(bytes, month, to);
        time.month = CalendarWords.month(bytes, month, monthEnd);
        int end = skipMark(bytes, monthEnd, to);
        if (time.month == 0 || readDay(bytes, from, to) != dayEnd || end == to || bytes[end] != separator) {
            return NONE;
        }
        int yearEnd = end + 5;
        if (yearEnd < to && countDigits(bytes, end + 1, to) == 4) {
            time.year = Digits.four(bytes, end + 1);
            return readClockBehind(bytes, skipMark(bytes, yearEnd, to), to);
        }
        return readClockBehind(bytes, end, to);
    }

    private int readYearAndClock(byte[] bytes, int dayEnd, int to) {
        int at = dayEnd == NONE ? NONE : skipMark(bytes, dayEnd, to);
        if (at != NONE && to - at > 5 && WallTime.startsYear(bytes, at, to)) {
            time.year = Digits.four(bytes, at + 1);
            at = skipMark(bytes, at + 5, to);
        } else if (at != NONE && to - at > 6 && bytes[at + 5] == ',' && WallTime.startsYear(bytes, at, at + 5)) {
            time.year = Digits.four(bytes, at + 1);
            at += 6;
        }
        return readClockBehind(bytes, at, to);
    }

    /** Reads the clock behind a date that ends at {@code dateEnd}. */
    private int readClockBehind(byte[] bytes, int dateEnd, int to) {
        if (dateEnd == NONE || to - dateEnd < 5) {
            return NONE;
        }
        byte b = bytes[dateEnd];
        boolean isJoined = b == ' ' || (b | 0x20) == 't' || b == ':' || b == '-' || b == '_';
        return isJoined ? time.readAnyClock(bytes, skipSpaces(bytes, dateEnd + 1, to), to) : NONE;
    }

    private int readDay(byte[] bytes, int from, int to) {
        int end = from + countDigits(bytes, from, to);
        if (end == from || end - from > 2) {
            return NONE;
        }
        time.day = (int) number(bytes, from, end);
        return time.day >= 1 && time.day <= 31 ? end : NONE;
    }

    private boolean setDate(int year, int month, int day) {
        time.year = year;
        time.month = month;
        time.day = day;
        return year >= 0 && month >= 1 && month <= MONTHS && day >= 1 && day <= 31;
    }

    /** Skips a comma or dot. */
    private static int skipMark(byte[] bytes, int at, int to) {
        return at < to && (bytes[at] == ',' || bytes[at] == '.') ? at + 1 : at;
    }

    private static int skipSpaces(byte[] bytes, int from, int to) {
        return Words.skipSpaces(bytes, from, to);
    }

    private static int countDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Digits.isDigit(bytes[at])) {
            at++;
        }
        return at - from;
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int at = from; at < to; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }
}
