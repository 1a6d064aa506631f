package logtail.parse;

/**
 * Reads the day of a time as people and programs write it: {@code 2026-11-29}, {@code 2026/11/29}, {@code 20261129},
 * {@code 261129}, {@code 29/Nov/2026}, {@code 29-Nov-2026}, {@code 29 Nov}, {@code 29.11.2026}, {@code Nov 29},
 * {@code Nov 29, 2026}, {@code November 29}, {@code Sun Nov 29}, {@code Sun, 29 Nov 2026}, {@code 11-29}. What could be two days,
 * such as {@code 11/12/2026}, is none in text; in a header, the one nearer to the receipt. One thread.
 */
final class WrittenDate {
    /** The result of the readers when there is no day. */
    static final int NONE = -1;
    /** The year of a day without one. */
    static final int NO_YEAR = -1;

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;
    private static final int MONTHS = 12;
    private static final int DAYS = 31;
    private static final int LEAP_YEAR = 2000;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final boolean isHeader;
    private int year;
    private int month;
    private int day;
    private boolean isCompact;
    private boolean isGuess;

    /** @param isHeader whether the dates are those of syslog headers, where a day past the end of its month runs into the next */
    WrittenDate(boolean isHeader) {
        this.isHeader = isHeader;
    }

    /** Reads the day at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        if (to - from < 5) {
            return NONE;
        }
        isCompact = false;
        isGuess = false;
        year = NO_YEAR;
        int end = Digits.isDigit(bytes[from]) ? ofDigits(bytes, from, to, nowNs) : ofWords(bytes, from, to, nowNs);
        return end != NONE && isDay() ? end : NONE;
    }

    /** Reads the {@code MMdd} of glog; returns where it ends, or {@link #NONE}. */
    int readMonthAndDay(byte[] bytes, int from) {
        year = NO_YEAR;
        isGuess = false;
        int end = compact(bytes, from, from + 4);
        isCompact = false; // no clock of six digits follows
        return isDay() ? end : NONE;
    }

    /** Gives the day the year that stands behind its clock. */
    void setYear(int year) {
        this.year = year;
    }

    boolean hasYear() {
        return year != NO_YEAR;
    }

    int year() {
        return year;
    }

    /** Whether the day was written in digits alone, without marks between them. */
    boolean isCompact() {
        return isCompact;
    }

    /** Whether another day is meant at another time of receipt. */
    boolean isGuess() {
        return isGuess;
    }

    /** Days since 1970-01-01, as of {@code ofYear}. */
    long epochDay(int ofYear) {
        return CivilDate.toEpochDay(ofYear, month, day);
    }

    /** The year in the four digits at {@code at} that no other digit follows, or {@link #NO_YEAR}. */
    static int yearAt(byte[] bytes, int at, int to) {
        int year = to - at < 4 || (to - at > 4 && Digits.isDigit(bytes[at + 4])) ? NO_YEAR : Digits.four(bytes, at);
        return year >= FIRST_YEAR && year <= LAST_YEAR ? year : NO_YEAR;
    }

    private boolean isDay() {
        if (month < 1 || month > MONTHS || day < 1 || day > DAYS) {
            return false;
        }
        int ofYear = year == NO_YEAR ? LEAP_YEAR : year;
        return isHeader
                || day <= 28
                || epochDay(ofYear) < CivilDate.toEpochDay(month == 12 ? ofYear + 1 : ofYear, month % 12 + 1, 1);
    }

    private int ofDigits(byte[] bytes, int from, int to, long nowNs) {
        int digits = Digits.count(bytes, from, Math.min(to, from + 9));
        int end = from + digits;
        if (end == to) {
            return NONE;
        }
        return switch (digits) {
            case 1, 2 -> dayFirst(bytes, from, end, to, nowNs);
            case 4 -> yearFirst(bytes, from, to);
            case 6 -> {
                year = 2000 + Digits.two(bytes, from);
                yield compact(bytes, from + 2, end);
            }
            case 8 -> {
                year = Digits.four(bytes, from);
                yield year >= FIRST_YEAR && year <= LAST_YEAR ? compact(bytes, from + 4, end) : NONE;
            }
            default -> NONE;
        };
    }

    private int compact(byte[] bytes, int monthAt, int end) {
        isCompact = true;
        month = Digits.two(bytes, monthAt);
        day = Digits.two(bytes, monthAt + 2);
        return end;
    }

    /** Reads {@code 2026-11-29} with any one of {@code - / .} between, or {@code 2026 Nov 29}. */
    private int yearFirst(byte[] bytes, int from, int to) {
        year = yearAt(bytes, from, to);
        byte mark = bytes[from + 4];
        if (year == NO_YEAR) {
            return NONE;
        }
        if (mark == ' ') {
            return monthAndDay(bytes, Words.skipSpaces(bytes, from + 5, to), to);
        }
        if (to - from < 10 || (mark != '-' && mark != '/' && mark != '.') || bytes[from + 7] != mark) {
            return NONE;
        }
        month = Digits.two(bytes, from + 5);
        day = Digits.two(bytes, from + 8);
        return from + 10;
    }

    /** Reads {@code 29 Nov}, {@code 29/Nov/2026} and the like, or what {@link #numbers} does. */
    private int dayFirst(byte[] bytes, int from, int dayEnd, int to, long nowNs) {
        int first = (int) Digits.number(bytes, from, dayEnd);
        int separatorAt = skipMark(bytes, dayEnd, to);
        if (to - separatorAt < 4 || dayEnd - from > 2) {
            return NONE;
        }
        if (Digits.isDigit(bytes[dayEnd + 1])) {
            return numbers(bytes, first, dayEnd, to, nowNs);
        }
        byte separator = bytes[separatorAt];
        int monthEnd = CalendarWords.wordEnd(bytes, separatorAt + 1, to);
        int end = skipMark(bytes, monthEnd, to);
        boolean isDate =
                (separator == ' ' || separator == '-' || separator == '/') && end < to && bytes[end] == separator;
        if (!isDate) {
            return NONE;
        }
        day = first;
        month = CalendarWords.month(bytes, separatorAt + 1, monthEnd);
        year = yearAt(bytes, end + 1, to);
        return year == NO_YEAR ? end : skipMark(bytes, end + 5, to);
    }

    /** Reads {@code 29.11.2026}, the {@code 11-29} of Android and, in headers, {@code 11/29/2026} and {@code 29-11-2026}. */
    private int numbers(byte[] bytes, int first, int firstEnd, int to, long nowNs) {
        byte mark = bytes[firstEnd];
        int secondEnd = firstEnd + 1 + Digits.count(bytes, firstEnd + 1, to);
        if (secondEnd - firstEnd > 3 || secondEnd == to) {
            return NONE;
        }
        int second = (int) Digits.number(bytes, firstEnd + 1, secondEnd);
        if (mark == '-' && bytes[secondEnd] == ' ') {
            month = first;
            day = second;
            return secondEnd;
        }
        boolean isMark = mark == '.' || (isHeader && (mark == '/' || mark == '-'));
        year = isMark && bytes[secondEnd] == mark ? yearAt(bytes, secondEnd + 1, to) : NO_YEAR;
        if (year == NO_YEAR) {
            return NONE;
        }
        boolean isDayFirst = mark == '.' || first > MONTHS;
        isGuess = !isDayFirst && second <= MONTHS;
        if (isGuess) {
            isDayFirst = distance(year, second, first, nowNs) < distance(year, first, second, nowNs);
        }
        month = isDayFirst ? second : first;
        day = isDayFirst ? first : second;
        return secondEnd + 5;
    }

    private static long distance(int year, int month, int day, long nowNs) {
        return Math.abs(CivilDate.toEpochDay(year, month, day) - Math.floorDiv(nowNs, NANOS_PER_DAY));
    }

    private int ofWords(byte[] bytes, int from, int to, long nowNs) {
        if (!CalendarWords.areBeforeDay(bytes, from, to)) {
            return NONE;
        }
        int end = CalendarWords.wordEnd(bytes, from, to);
        int next = Words.skipSpaces(bytes, skipMark(bytes, end, to), to);
        boolean isDayNext = Digits.isDigit(bytes[next]);
        if (isDayNext && CalendarWords.month(bytes, from, end) > 0) {
            return monthAndDay(bytes, from, to);
        }
        if (!CalendarWords.isWeekday(bytes, from, end)) {
            return NONE;
        }
        return isDayNext
                ? dayFirst(bytes, next, next + Digits.count(bytes, next, to), to, nowNs)
                : monthAndDay(bytes, next, to);
    }

    /** Reads {@code Nov 29}, and the year behind it if there is one and not a clock. */
    private int monthAndDay(byte[] bytes, int from, int to) {
        int monthEnd = CalendarWords.wordEnd(bytes, from, to);
        int dayAt = Words.skipSpaces(bytes, skipMark(bytes, monthEnd, to), to);
        int dayEnd = dayAt + Digits.count(bytes, dayAt, to);
        if (bytes[dayAt - 1] != ' ' || dayEnd == dayAt || dayEnd - dayAt > 2) {
            return NONE;
        }
        month = CalendarWords.month(bytes, from, monthEnd);
        day = (int) Digits.number(bytes, dayAt, dayEnd);
        int end = skipMark(bytes, dayEnd, to);
        boolean mayBeYear = year == NO_YEAR && end < to && bytes[end] == ' ';
        int behind = mayBeYear ? yearAt(bytes, end + 1, to) : NO_YEAR;
        if (behind == NO_YEAR) {
            return end;
        }
        year = behind;
        return skipMark(bytes, end + 5, to);
    }

    /** Skips a comma or dot that a blank follows. */
    private static int skipMark(byte[] bytes, int at, int to) {
        boolean isMark = to - at > 1 && (bytes[at] == ',' || bytes[at] == '.') && bytes[at + 1] == ' ';
        return isMark ? at + 1 : at;
    }
}
