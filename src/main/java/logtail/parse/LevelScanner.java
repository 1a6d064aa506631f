package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import logtail.event.Severity;

/**
 * Guesses the severity of a text line from its first {@value #SCANNED_BYTES} bytes. Cautious, because a false alarm is
 * worse than a missed level. In this order:
 *
 * <ol>
 *   <li>logfmt: {@code level=}, {@code severity=}, {@code lvl=}, {@code log.level=}, {@code loglevel=} at the start of a
 *       word, its value quoted or not;
 *   <li>what {@link LevelHead} reads at the start of the line and behind its time;
 *   <li>the first word that is a level and stands as one: in brackets ({@code [error]}, {@code <warn>},
 *       {@code [core:error]}), before a colon at the start or after a word that is not plain text ({@code error: …},
 *       {@code 12:00:01 warning: …}, {@code x.c:3: warning: …}), or a whole word in upper case ({@code ERROR},
 *       {@code (ERROR)}, {@code ERROR/MainProcess]}, {@code ERRO[0000]}), at the start also in quotes or stars.
 * </ol>
 *
 * Words that are also plain English ({@code LOG}, {@code FINE} …) and single letters count only in brackets and in
 * upper case; no word counts that is negated ({@code no ERROR}) or has the value of nothing ({@code error: 0}).
 */
final class LevelScanner {
    private static final int SCANNED_BYTES = 128;
    private static final int LONGEST_WORD_BYTES = 13;
    private static final int SHORTEST_WORD_BYTES = 3;
    private static final byte[][] KEYS = words("level", "severity", "lvl", "log.level", "loglevel", "log_level");
    private static final byte[][] PLAIN_ENGLISH = words(
            "LOG", "FINE", "FINER", "FINEST", "SILLY", "FAIL", "FAILURE", "NOTE", "PANIC", "VERBOSE", "INFORMATION");
    private static final byte[][] NEGATIONS = words("NO", "NOT", "ZERO", "WITHOUT", "ANY");
    private static final byte[][] NOTHING = words("NONE", "NULL", "NIL", "FALSE", "NO");

    private static final byte NONE = 0;
    private static final byte LETTER = 1;
    private static final byte PART = 2;
    private static final byte[] KIND = new byte[256];

    static {
        for (int b = 0; b < KIND.length; b++) {
            boolean isLetter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            // These make a word part of a longer name: error_log, info.txt, WARN-3, error=5.
            boolean isPart = b > 0x7F || (b >= '0' && b <= '9') || "_-./=".indexOf(b) >= 0;
            KIND[b] = isLetter ? LETTER : isPart ? PART : NONE;
        }
    }

    private LevelScanner() {}

    /** The severity code that the line seems to have, or {@link Severity#NONE}. */
    static int level(byte[] bytes, int from, int to) {
        return level(bytes, from, to, from);
    }

    /**
     * The severity code that the line seems to have, or {@link Severity#NONE}.
     *
     * @param timeEnd where the time at the start of the line ends; {@code from} when there is none
     */
    static int level(byte[] bytes, int from, int to, int timeEnd) {
        int limit = Math.min(to, from + SCANNED_BYTES);
        int level = logfmtLevel(bytes, timeEnd, to, limit);
        if (level == Severity.NONE) {
            level = LevelHead.level(bytes, from, to, timeEnd);
        }
        return level != Severity.NONE ? level : wordLevel(bytes, timeEnd, to, limit);
    }

    private static int logfmtLevel(byte[] bytes, int from, int to, int limit) {
        int at = ByteScan.indexOf(bytes, from, limit, (byte) '=');
        while (at >= 0) {
            if (isKey(bytes, from, at)) {
                boolean isQuoted = at + 1 < to && (bytes[at + 1] == '"' || bytes[at + 1] == '\'');
                int value = isQuoted ? at + 2 : at + 1;
                int end = wordEnd(bytes, value, to);
                int level = Severity.codeOf(bytes, value, end);
                if (level != Severity.NONE && (end == to || "_-".indexOf(bytes[end]) < 0)) {
                    return level;
                }
            }
            at = ByteScan.indexOf(bytes, valueEnd(bytes, at + 1, to), limit, (byte) '=');
        }
        return Severity.NONE;
    }

    /** Where the quoted value ends that begins at {@code from}; {@code from} when there is none. What it holds is text, not a key. */
    private static int valueEnd(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] != '"') {
            return from;
        }
        int end = ByteScan.indexOf(bytes, from + 1, to, (byte) '"');
        while (end > 0 && bytes[end - 1] == '\\') {
            end = ByteScan.indexOf(bytes, end + 1, to, (byte) '"');
        }
        return end < 0 ? from : end;
    }

    private static boolean isKey(byte[] bytes, int from, int end) {
        if (end == from || (bytes[end - 1] != 'l' && bytes[end - 1] != 'y')) {
            return false;
        }
        for (byte[] key : KEYS) {
            int at = end - key.length;
            if (at >= from
                    && (at == from || " \t[,".indexOf(bytes[at - 1]) >= 0)
                    && Arrays.equals(bytes, at, end, key, 0, key.length)) {
                return true;
            }
        }
        return false;
    }

    private static int wordLevel(byte[] bytes, int from, int to, int limit) {
        int wordLimit = Math.min(to, limit + LONGEST_WORD_BYTES + 1);
        int at = from;
        while (at < limit) {
            int end = at;
            while (end < wordLimit && KIND[bytes[end] & 0xFF] == LETTER) {
                end++;
            }
            if (end > at && mayBeLevel(bytes, at, end, to)) {
                int level = Severity.codeOf(bytes, at, end);
                if (level != Severity.NONE && standsAsLevel(bytes, from, at, end, to)) {
                    return level;
                }
            }
            at = end;
            while (at < limit && KIND[bytes[at] & 0xFF] != NONE) {
                at++;
            }
            at++;
        }
        return Severity.NONE;
    }

    /** Runs cheap tests first: most words are in lower case, outside of brackets and not before a colon. */
    private static boolean mayBeLevel(byte[] bytes, int at, int end, int to) {
        byte after = end == to ? (byte) ' ' : bytes[end];
        if (end - at > LONGEST_WORD_BYTES) {
            return false;
        }
        boolean isSeparate = KIND[after & 0xFF] == NONE && after != '('; // a call
        if (isSeparate && (after == ':' || after == ']' || after == '>')) {
            return true;
        }
        boolean mayBeUpper = (bytes[at] & 0x20) == 0 && (end - at == 1 || (bytes[at + 1] & 0x20) == 0);
        return mayBeUpper && (isSeparate || after == '/');
    }

    private static boolean standsAsLevel(byte[] bytes, int from, int at, int end, int to) {
        byte before = at == from ? (byte) ' ' : bytes[at - 1];
        byte after = end == to ? (byte) ' ' : bytes[end];
        boolean isUpper = isUpper(bytes, at, end);
        boolean isAmbiguous = end - at < SHORTEST_WORD_BYTES || isOneOf(bytes, at, end, PLAIN_ENGLISH);
        boolean isBracketed = ((before == '[' || before == ':') && after == ']') || (before == '<' && after == '>');
        if (isBracketed) {
            return isUpper || end - at >= SHORTEST_WORD_BYTES;
        }
        if (isAmbiguous && !(isUpper && (after == ':' || after == '\t') && end - at >= SHORTEST_WORD_BYTES)) {
            return false;
        }
        if (isNegated(bytes, from, at) || (after == ':' && isNothing(bytes, end + 1, to))) {
            return false;
        }
        if (after == ':' && isAfterPrefix(bytes, from, at)) {
            return true;
        }
        boolean isArgument = before == '(' && at - 1 > from && bytes[at - 2] > ' ';
        return isUpper
                && !isArgument
                && (isSeparate(before, after)
                        || isMarked(bytes, from, at, end, to)
                        || isBeforeSuffix(bytes, at == from, before, end, to));
    }

    private static boolean isSeparate(byte before, byte after) {
        return " \t[(|<:]".indexOf(before) >= 0 && " \t])|>:,!".indexOf(after) >= 0;
    }

    /** Whether the word stands at the start in quotes or stars: {@code "ERROR" x}, {@code **ERROR** x}. */
    private static boolean isMarked(byte[] bytes, int from, int at, int end, int to) {
        int first = at;
        int last = end;
        while (first > from && last < to && bytes[first - 1] == bytes[last] && "\"'*".indexOf(bytes[last]) >= 0) {
            first--;
            last++;
        }
        return last > end && (last == to || " :\t".indexOf(bytes[last]) >= 0) && isAfterPrefix(bytes, from, first);
    }

    /** Whether the word is before the time of logrus, {@code ERRO[0000]}, or Celery's process, {@code ERROR/Main]}. */
    private static boolean isBeforeSuffix(byte[] bytes, boolean isFirst, byte before, int end, int to) {
        if (to - end < 2) {
            return false;
        }
        if (bytes[end] == '[') {
            return isFirst && Digits.isDigit(bytes[end + 1]);
        }
        int at = end + 1;
        while (bytes[end] == '/' && at < to && (KIND[bytes[at] & 0xFF] == LETTER || KIND[bytes[at] & 0xFF] == PART)) {
            at++;
        }
        return at > end + 1 && at < to && bytes[at] == ']' && before == ' ';
    }

    private static boolean isNegated(byte[] bytes, int from, int at) {
        int end = at;
        while (end > from && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
            end--;
        }
        if (end == at || end == from) {
            return false;
        }
        if (bytes[end - 1] == '0') {
            return end - 1 == from || bytes[end - 2] == ' ' || bytes[end - 2] == '(' || bytes[end - 2] == ',';
        }
        int word = end;
        while (word > from && end - word <= LONGEST_WORD_BYTES && KIND[bytes[word - 1] & 0xFF] == LETTER) {
            word--;
        }
        return isOneOf(bytes, word, end, NEGATIONS);
    }

    /** Whether the value behind the colon is that of no error. */
    private static boolean isNothing(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        int end = at < to && (bytes[at] == '0' || bytes[at] == '-') ? at + 1 : wordEnd(bytes, at, to);
        boolean isWhole = end > at && (end == to || " ,;.)]}".indexOf(bytes[end]) >= 0);
        return isWhole && (end - at == 1 ? !isLetter(bytes[at]) : isOneOf(bytes, at, end, NOTHING));
    }

    private static boolean isLetter(byte b) {
        return KIND[b & 0xFF] == LETTER;
    }

    /** Whether the word is preceded by nothing, a time, a bracket or a colon rather than by a sentence. */
    private static boolean isAfterPrefix(byte[] bytes, int from, int at) {
        int last = at - 1;
        while (last >= from && (bytes[last] == ' ' || bytes[last] == '\t')) {
            last--;
        }
        if (last < from) {
            return true;
        }
        byte b = bytes[last];
        return last < at - 1 && (Digits.isDigit(b) || b == 'Z' || b == ':' || b == ']' || b == ')' || b == '|');
    }

    private static int wordEnd(byte[] bytes, int from, int to) {
        int end = from;
        int limit = Math.min(to, from + LONGEST_WORD_BYTES + 1);
        while (end < limit && KIND[bytes[end] & 0xFF] == LETTER) {
            end++;
        }
        return end;
    }

    private static boolean isUpper(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if ((bytes[at] & 0x20) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOneOf(byte[] bytes, int from, int to, byte[][] words) {
        for (byte[] word : words) {
            if (word.length == to - from && isSame(bytes, from, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(byte[] bytes, int from, byte[] upperWord) {
        for (int i = 0; i < upperWord.length; i++) {
            if ((bytes[from + i] & ~0x20) != upperWord[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }
}
