package logtail.parse.join;

/** What the text of a line says of itself: whether a logger wrote it, and how bad it is. Pure; looks at the first bytes alone. */
final class LogHead {
    private static final int MOST_BYTES = 64;
    private static final byte[][] CALM = {
        Text.of("INFO"),
        Text.of("DEBUG"),
        Text.of("TRACE"),
        Text.of("NOTICE"),
        Text.of("level=info"),
        Text.of("level=debug")
    };
    private static final byte[][] GRAVE = {
        Text.of("WARN"),
        Text.of("WARNING"),
        Text.of("ERROR"),
        Text.of("FATAL"),
        Text.of("CRITICAL"),
        Text.of("SEVERE"),
        Text.of("level=warn"),
        Text.of("level=error")
    };

    private LogHead() {}

    /** Whether it is a JSON object, or begins with a date, or states a level. */
    static boolean isLog(byte[] bytes, int from, int to) {
        return isJson(bytes, from, to)
                || isDate(bytes, from, to)
                || has(CALM, bytes, from, to)
                || has(GRAVE, bytes, from, to);
    }

    /** Whether it states a level, notice or less. */
    static boolean isCalm(byte[] bytes, int from, int to) {
        return has(CALM, bytes, from, to) && !has(GRAVE, bytes, from, to);
    }

    static boolean isJson(byte[] bytes, int from, int to) {
        return to - from > 1 && bytes[from] == '{' && bytes[to - 1] == '}';
    }

    /** As in {@code 2026-11-30} or {@code [2026/11/30}. */
    private static boolean isDate(byte[] bytes, int from, int to) {
        int year = from < to && bytes[from] == '[' ? from + 1 : from;
        if (to - year < 10 || Text.skipDigits(bytes, year, to) != year + 4) {
            return false;
        }
        byte separator = bytes[year + 4];
        return (separator == '-' || separator == '/')
                && Text.skipDigits(bytes, year + 5, to) == year + 7
                && bytes[year + 7] == separator
                && Text.isDigit(bytes[year + 8]);
    }

    /** Whether one of the words stands there by itself. */
    private static boolean has(byte[][] words, byte[] bytes, int from, int to) {
        int end = Math.min(to, from + MOST_BYTES);
        for (int at = from; at < end; at++) {
            boolean isFirst = bytes[at] == 'l' || Text.isUpper(bytes[at]); // of one of the words; most bytes are not
            boolean isStart = isFirst && (at == from || !Text.isNamePart(bytes[at - 1]));
            int behind = isStart ? Text.behindAny(bytes, at, to, words) : at;
            if (behind > at && (behind == to || !Text.isNamePart(bytes[behind]))) {
                return true;
            }
        }
        return false;
    }
}
