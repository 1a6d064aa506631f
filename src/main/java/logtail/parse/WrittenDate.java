package logtail.parse;

/**
 * Reads the day of a time as people and programs write it: {@code 2026-11-29}, {@code 2026/11/29}, {@code 20261129},
 * {@code 261129}, {@code 29/Nov/2026}, {@code 29-Nov-2026}, {@code 29 Nov 2026}, {@code 29.11.2026}, {@code Nov 29},
 * {@code Nov 29, 2026}, {@code Sun Nov 29}, {@code Sun, 29 Nov 2026}, {@code 11-29}. What could be two days, such as
 * {@code 11/12/2026}, is none. One thread.
 */
final class WrittenDate {
    /** The result of {@link #read} when there is no day. */
    static final int NONE = -1;
    /** The year of a day without one. */
    static final int NO_YEAR = -1;

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String DAYS = "montuewedthufrisatsun";
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2199;

    int year;
    int month;
    int day;
    /** Whether the day was written in digits alone, without marks between them. */
    boolean isCompact;

    /** Reads the day at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to) {
        if (to - from < 5) {
            return NONE;
        }
        isCompact = false;
        year = NO_YEAR;
        int end = Digits.isDigit(bytes[from]) ? ofDigits(bytes, from, to) : ofWords(bytes, from, to);
        return end != NONE && isDay() ? end : NONE;
    }

    /** The year in the four digits at {@code at} that no other digit follows, or {@link #NO_YEAR}. */
    static int yearAt(byte[] bytes, int at, int to) {
        int year = to - at < 4 || (to - at > 4 && Digits.isDigit(bytes[at + 4])) ? NO_YEAR : Digits.four(bytes, at);
        return year >= FIRST_YEAR && year <= LAST_YEAR ? year : NO_YEAR;
    }

    private boolean isDay() {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        int ofYear = year == NO_YEAR ? 2000 : year; // a leap year
        return day <= 28
                || CivilDate.toEpochDay(ofYear, month, day)
                        < CivilDate.toEpochDay(month == 12 ? ofYear + 1 : ofYear, month % 12 + 1, 1);
    }

    private int ofDigits(byte[] bytes, int from, int to) {
        int digits = 1;
        while (digits < 9 && from + digits < to && Digits.isDigit(bytes[from + digits])) {
            digits++;
        }
        int end = from + digits;
        if (end == to) {
            return NONE;
        }
        return switch (digits) {
            case 1, 2 -> dayFirst(bytes, from, digits, to);
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
            return monthAndDay(bytes, from + 5, to);
        }
        if (to - from < 10 || (mark != '-' && mark != '/' && mark != '.') || bytes[from + 7] != mark) {
            return NONE;
        }
        month = Digits.two(bytes, from + 5);
        day = Digits.two(bytes, from + 8);
        return from + 10;
    }

    /** Reads {@code 29/Nov/2026} and the like, {@code 29.11.2026}, or the {@code 11-29} of Android. */
    private int dayFirst(byte[] bytes, int from, int digits, int to) {
        int end = from + digits;
        byte mark = bytes[end];
        day = digits == 1 ? bytes[from] - '0' : Digits.two(bytes, from);
        if (mark == '.' && digits == 2 && to - from >= 10 && bytes[end + 3] == '.') {
            month = Digits.two(bytes, end + 1);
            year = yearAt(bytes, end + 4, to);
            return year == NO_YEAR ? NONE : end + 8;
        }
        if (to - end < 5) {
            return NONE;
        }
        if (mark == '-' && digits == 2 && Digits.isDigit(bytes[end + 1])) {
            month = day;
            day = Digits.two(bytes, end + 1);
            return bytes[end + 3] == ' ' ? end + 3 : NONE;
        }
        if (mark != '/' && mark != '-' && mark != ' ') {
            return NONE;
        }
        month = monthOf(bytes, end + 1);
        year = month > 0 && bytes[end + 4] == mark ? yearAt(bytes, end + 5, to) : NO_YEAR;
        return year == NO_YEAR ? NONE : end + 9;
    }

    private int ofWords(byte[] bytes, int from, int to) {
        int at = from;
        if (isDayOfWeek(bytes, from)) {
            at = bytes[from + 3] == ',' ? from + 4 : from + 3;
            while (at < to && bytes[at] == ' ') {
                at++;
            }
            if (to - at < 5) {
                return NONE;
            }
            if (Digits.isDigit(bytes[at])) {
                return dayFirst(bytes, at, Digits.isDigit(bytes[at + 1]) ? 2 : 1, to);
            }
        }
        return monthAndDay(bytes, at, to);
    }

    /** Reads {@code Nov 29}, and the year behind it if there is one and not a clock. */
    private int monthAndDay(byte[] bytes, int from, int to) {
        if (to - from < 5 || bytes[from + 3] != ' ') {
            return NONE;
        }
        month = monthOf(bytes, from);
        int at = bytes[from + 4] == ' ' ? from + 5 : from + 4;
        if (month == 0 || at == to || !Digits.isDigit(bytes[at])) {
            return NONE;
        }
        day = bytes[at++] - '0';
        if (at < to && Digits.isDigit(bytes[at])) {
            day = day * 10 + bytes[at++] - '0';
        }
        int yearAt = at < to && bytes[at] == ',' ? at + 2 : at + 1;
        int written = year == NO_YEAR && yearAt < to && bytes[yearAt - 1] == ' ' ? yearAt(bytes, yearAt, to) : NO_YEAR;
        if (written != NO_YEAR) {
            year = written;
            return yearAt + 4;
        }
        return at;
    }

    private static boolean isDayOfWeek(byte[] bytes, int at) {
        for (int i = 0; i < DAYS.length(); i += 3) {
            if (isWord(bytes, at, DAYS, i)) {
                return bytes[at + 3] == ' ' || bytes[at + 3] == ',';
            }
        }
        return false;
    }

    private static int monthOf(byte[] bytes, int at) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (isWord(bytes, at, MONTHS, i)) {
                return i / 3 + 1;
            }
        }
        return 0;
    }

    private static boolean isWord(byte[] bytes, int at, String words, int i) {
        return (bytes[at] | 0x20) == words.charAt(i)
                && (bytes[at + 1] | 0x20) == words.charAt(i + 1)
                && (bytes[at + 2] | 0x20) == words.charAt(i + 2);
    }
}
