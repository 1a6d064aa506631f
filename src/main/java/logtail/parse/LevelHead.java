package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import logtail.event.Severity;

/**
 * Reads the levels that only their place tells: at the very start of a line, or right behind its time. These are
 * systemd's {@code <3>}, the letters of glog, logcat, Tornado and Ruby, the words of .NET, ESXi and zap, and the first
 * lines of crashes.
 */
final class LevelHead {
    private static final String LETTERS = "VTDIWEFCA";
    private static final int MAX_PRI = 191;
    private static final int LONGEST_WORD = 13;

    /** First lines of crashes, and what else stands for a level. */
    private static final Opening[] OPENINGS = {
        new Opening("panic: ", Severity.CRIT),
        new Opening("fatal error: ", Severity.CRIT),
        new Opening("Exception in thread \"", Severity.ERROR),
        new Opening("Traceback (most recent call last):", Severity.ERROR),
        new Opening("Unhandled exception", Severity.CRIT),
        new Opening("Uncaught ", Severity.ERROR),
        new Opening("npm error ", Severity.ERROR),
        new Opening("npm warn ", Severity.WARN),
        new Opening("PHP Fatal error: ", Severity.CRIT),
        new Opening("PHP Parse error: ", Severity.CRIT),
        new Opening("PHP Warning: ", Severity.WARN),
        new Opening("PHP Deprecated: ", Severity.NOTICE),
        new Opening("PHP Notice: ", Severity.NOTICE),
    };

    private static final byte[] THREAD = "thread '".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PANICKED = " panicked at".getBytes(StandardCharsets.US_ASCII);

    private LevelHead() {}

    /**
     * The severity code that the head of the line tells, or {@link Severity#NONE}.
     *
     * @param timeEnd where the time at the start of the line ends; {@code from} when there is none
     */
    static int level(byte[] bytes, int from, int to, int timeEnd) {
        int level = timeEnd > from ? behindTime(bytes, from, to, timeEnd) : Severity.NONE;
        if (level != Severity.NONE || timeEnd == to) {
            return level;
        }
        int at = skipBlanks(bytes, timeEnd, to);
        return at == to
                ? Severity.NONE
                : switch (bytes[at]) {
                    case '<' -> ofPri(bytes, at, to);
                    case '[' -> ofTornado(bytes, at, to);
                    case 'V', 'T', 'D', 'I', 'W', 'E', 'F', 'A', 'P', 'U' -> ofLetter(bytes, at, to);
                    case 'p', 'f', 'n', 't' -> ofWord(bytes, at, to);
                    default -> Severity.NONE;
                };
    }

    /** Where the message of systemd's {@code <3>message} begins; {@code from} when there is no such prefix. */
    static int priEnd(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && at - from <= 3 && Digits.isDigit(bytes[at])) {
            at++;
        }
        boolean isPri = bytes[from] == '<' && at > from + 1 && at + 1 < to && bytes[at] == '>' && bytes[at + 1] > ' ';
        return isPri && pri(bytes, from) <= MAX_PRI ? at + 1 : from;
    }

    private static int ofPri(byte[] bytes, int from, int to) {
        return priEnd(bytes, from, to) > from ? pri(bytes, from) & 7 : Severity.NONE;
    }

    private static int pri(byte[] bytes, int from) {
        int pri = 0;
        for (int at = from + 1; Digits.isDigit(bytes[at]); at++) {
            pri = pri * 10 + bytes[at] - '0';
        }
        return pri;
    }

    /** Reads {@code [E 261129 18:00:00 x:1]} and {@code [W 2026-11-29 18:00:00.123 x]}. */
    private static int ofTornado(byte[] bytes, int from, int to) {
        boolean isHead = to - from > 12
                && bytes[from + 2] == ' '
                && Digits.two(bytes, from + 3) >= 0
                && Digits.two(bytes, from + 5) >= 0
                && (bytes[from + 7] == '-' || (Digits.two(bytes, from + 7) >= 0 && bytes[from + 9] == ' '));
        return isHead ? letter(bytes[from + 1]) : Severity.NONE;
    }

    private static int ofLetter(byte[] bytes, int from, int to) {
        if (to - from < 5) {
            return Severity.NONE;
        }
        byte second = bytes[from + 1];
        if (second >= 'A' && second <= 'Z' && second != 'H') {
            return Severity.NONE; // a word in capital letters, as most levels are
        }
        boolean isHead = Digits.isDigit(second)
                ? LineTime.isKlog(bytes, from, to)
                : (second == '/' && isTag(bytes, from + 2, to))
                        || (second == ',' && bytes[from + 2] == ' ' && bytes[from + 3] == '[');
        return isHead ? letter(bytes[from]) : opening(bytes, from, to);
    }

    /** Whether {@code Tag( 123):} or {@code Tag: } of logcat stands here. */
    private static boolean isTag(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] > ' ' && bytes[at] != '(' && bytes[at] != ':') {
            at++;
        }
        if (at == from || at == to || bytes[at] == ':') {
            return at > from && at + 1 < to && bytes[at + 1] == ' ';
        }
        if (bytes[at] == ' ') { // tags are padded
            at = skipBlanks(bytes, at, to);
        }
        if (at == to || bytes[at] != '(') {
            return false;
        }
        at = skipBlanks(bytes, at + 1, to);
        int digits = at;
        while (at < to && Digits.isDigit(bytes[at])) {
            at++;
        }
        return at > digits && at + 1 < to && bytes[at] == ')' && bytes[at + 1] == ':';
    }

    private static int ofWord(byte[] bytes, int from, int to) {
        if (startsWith(bytes, from, to, THREAD)) {
            return hasPanicked(bytes, from + THREAD.length, Math.min(to, from + 128))
                    ? Severity.CRIT.code()
                    : Severity.NONE;
        }
        return isDotNetFailure(bytes, from, to) ? Severity.ERROR.code() : opening(bytes, from, to);
    }

    /** Whether {@code main' panicked at} or {@code main' (123) panicked at} stands here. */
    private static boolean hasPanicked(byte[] bytes, int from, int to) {
        int at = ByteScan.indexOf(bytes, from, to, (byte) '\'');
        if (at < 0) {
            return false;
        }
        at++;
        if (at + 1 < to && bytes[at + 1] == '(') {
            at = ByteScan.indexOf(bytes, at, to, (byte) ')') + 1;
        }
        return at > from && startsWith(bytes, at, to, PANICKED);
    }

    /** Whether {@code fail: Category.Name[12]} stands here; the other words of .NET need no such care. */
    private static boolean isDotNetFailure(byte[] bytes, int from, int to) {
        boolean isFail = to - from > 9
                && bytes[from + 4] == ':'
                && bytes[from + 5] == ' '
                && bytes[from + 1] == 'a'
                && bytes[from + 2] == 'i'
                && bytes[from + 3] == 'l';
        int at = from + 6;
        while (isFail && at < to && bytes[at] > ' ' && bytes[at] != '[') {
            at++;
        }
        return isFail && to - at > 2 && bytes[at] == '[' && Digits.isDigit(bytes[at + 1]);
    }

    private static int opening(byte[] bytes, int from, int to) {
        for (Opening opening : OPENINGS) {
            if (opening.text[0] == bytes[from] && startsWith(bytes, from, to, opening.text)) {
                return opening.level.code();
            }
        }
        return Severity.NONE;
    }

    /**
     * Reads a level in lower case as the column behind the time: {@code Z warning vpxd[1]}, {@code TAB error TAB}; and
     * the letters of Telegraf, and of logcat behind process and thread.
     */
    private static int behindTime(byte[] bytes, int from, int to, int timeEnd) {
        int at = skipBlanks(bytes, timeEnd, to);
        if (at == timeEnd || at == to) {
            return Severity.NONE;
        }
        if (timeEnd - from > 12 && bytes[from + 2] == '-' && bytes[from + 5] == ' ') {
            return ofLogcat(bytes, at, to);
        }
        if (to - at > 2 && bytes[at + 1] == '!' && bytes[at + 2] == ' ') {
            return letter(bytes[at]); // E! of Telegraf
        }
        if (bytes[at] < 'a' || bytes[at] > 'z') {
            return Severity.NONE;
        }
        int end = at;
        int limit = Math.min(to, at + LONGEST_WORD + 1);
        while (end < limit && isLetter(bytes[end])) {
            end++;
        }
        int level = ofChannel(bytes, end, to);
        if (level != Severity.NONE) {
            return level;
        }
        boolean isColumn = end - at > 2
                && end < to
                && ((bytes[end] == '\t' && bytes[at - 1] == '\t')
                        || (bytes[end] == ' ' && isProcess(bytes, end + 1, to)));
        return isColumn ? Severity.codeOf(bytes, at, end) : Severity.NONE;
    }

    /** Reads Monolog's {@code .LEVEL: } behind the name of a channel, of which the first letters have been read. */
    private static int ofChannel(byte[] bytes, int from, int to) {
        int dot = from;
        while (dot < to && (Digits.isDigit(bytes[dot]) || "-_".indexOf(bytes[dot]) >= 0 || isLetter(bytes[dot]))) {
            dot++;
        }
        if (dot == to || bytes[dot] != '.') {
            return Severity.NONE;
        }
        int end = dot + 1;
        while (end < to && bytes[end] >= 'A' && bytes[end] <= 'Z') {
            end++;
        }
        boolean isLevel = to - end > 1 && bytes[end] == ':' && bytes[end + 1] == ' ';
        return isLevel ? Severity.codeOf(bytes, dot + 1, end) : Severity.NONE;
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    /** Whether a word with an opening bracket behind or before it stands here: {@code vpxd[45715]}, {@code [main]}. */
    private static boolean isProcess(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] > ' ' && bytes[at] != '[' && bytes[at] != ':') {
            at++;
        }
        return at < to && bytes[at] == '[';
    }

    private static int ofLogcat(byte[] bytes, int from, int to) {
        int at = from;
        for (int numbers = 0; numbers < 3 && at < to && Digits.isDigit(bytes[at]); numbers++) {
            while (at < to && Digits.isDigit(bytes[at])) {
                at++;
            }
            at = skipBlanks(bytes, at, to);
        }
        boolean isLetter = at > from && to - at > 3 && bytes[at + 1] == ' ' && bytes[at + 2] > ' ';
        return isLetter || (to - at > 5 && bytes[at + 1] == '/' && isTag(bytes, at + 2, to))
                ? letter(bytes[at])
                : Severity.NONE;
    }

    static int letter(byte letter) {
        return LETTERS.indexOf(letter) < 0
                ? Severity.NONE
                : switch (letter) {
                    case 'V', 'T', 'D' -> Severity.DEBUG.code();
                    case 'I' -> Severity.INFO.code();
                    case 'W' -> Severity.WARN.code();
                    case 'E' -> Severity.ERROR.code();
                    default -> Severity.CRIT.code();
                };
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] text) {
        return to - from >= text.length && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
    }

    private static final class Opening {
        private final byte[] text;
        private final Severity level;

        Opening(String text, Severity level) {
            this.text = text.getBytes(StandardCharsets.US_ASCII);
            this.level = level;
        }
    }
}
