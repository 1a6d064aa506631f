package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import logtail.event.Severity;

/**
 * Guesses the severity of a text line from its first {@value #SCANNED_BYTES} bytes, carefully, as a false alarm is worse
 * than none. In this order:
 *
 * <ol>
 *   <li>logfmt: {@code level=}, {@code severity=} or {@code lvl=} at the start of a word, its value quoted or not;
 *   <li>the first word that is a level and stands as one: in brackets ({@code [error]}, {@code <warn>},
 *       {@code [core:error]}), before a colon at the start or after a word that is not plain text ({@code error: …},
 *       {@code 12:00:01 warning: …}, {@code x.c:3: warning: …}), or a whole word in upper case ({@code ERROR}).
 * </ol>
 *
 * Words that are also plain English ({@code LOG}, {@code FINE} …) and single letters count only in brackets, in upper case.
 */
final class LevelScanner {
    private static final int SCANNED_BYTES = 128;
    private static final int LONGEST_WORD_BYTES = 13;
    private static final int SHORTEST_WORD_BYTES = 3;
    private static final byte[][] KEYS = words("level", "severity", "lvl");
    private static final byte[][] PLAIN_ENGLISH =
            words("LOG", "FINE", "FINER", "FINEST", "SILLY", "FAILURE", "PANIC", "VERBOSE", "INFORMATION", "NOTICE");

    private LevelScanner() {}

    /** The code of the severity that the line seems to have, or {@link Severity#NONE}. */
    static int level(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + SCANNED_BYTES);
        int level = logfmtLevel(bytes, from, to, limit);
        return level != Severity.NONE ? level : wordLevel(bytes, from, to, limit);
    }

    private static int logfmtLevel(byte[] bytes, int from, int to, int limit) {
        int at = ByteScan.indexOf(bytes, from, limit, (byte) '=');
        while (at >= 0) {
            if (isKey(bytes, from, at)) {
                int value = at + 1 < to && bytes[at + 1] == '"' ? at + 2 : at + 1;
                int level = Severity.codeOf(bytes, value, wordEnd(bytes, value, to));
                if (level != Severity.NONE) {
                    return level;
                }
            }
            at = ByteScan.indexOf(bytes, at + 1, limit, (byte) '=');
        }
        return Severity.NONE;
    }

    private static boolean isKey(byte[] bytes, int from, int end) {
        for (byte[] key : KEYS) {
            int at = end - key.length;
            if (at >= from
                    && (at == from || bytes[at - 1] == ' ' || bytes[at - 1] == '\t')
                    && Arrays.equals(bytes, at, end, key, 0, key.length)) {
                return true;
            }
        }
        return false;
    }

    private static int wordLevel(byte[] bytes, int from, int to, int limit) {
        for (int at = from; at < limit; at++) {
            if (isLetter(bytes[at])) {
                int end = wordEnd(bytes, at, to);
                int level = end < to && isPartOfName(bytes[end]) ? Severity.NONE : Severity.codeOf(bytes, at, end);
                if (level != Severity.NONE && standsAsLevel(bytes, from, at, end, to)) {
                    return level;
                }
                at = Math.max(at, end - 1);
                while (at + 1 < limit && (isLetter(bytes[at + 1]) || isPartOfName(bytes[at + 1]))) {
                    at++;
                }
            }
        }
        return Severity.NONE;
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
        if (isAmbiguous && !(isUpper && after == ':' && end - at >= SHORTEST_WORD_BYTES)) {
            return false;
        }
        if (after == ':' && isAfterPrefix(bytes, from, at)) {
            return true;
        }
        return isUpper && " \t[(|<:]".indexOf(before) >= 0 && " \t])|>:,".indexOf(after) >= 0;
    }

    /** Whether nothing, or a time, a bracket or a colon stands before the word, rather than a sentence. */
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
        while (end < limit && isLetter(bytes[end])) {
            end++;
        }
        return end;
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    /** What makes a word a part of a longer name: {@code error_log}, {@code info.txt}, {@code WARN-3}. */
    private static boolean isPartOfName(byte b) {
        return b < 0 || Digits.isDigit(b) || b == '_' || b == '-' || b == '.' || b == '/' || b == '=' || b == '(';
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
