package logtail.parse.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Tests of the bytes of a line. Pure. */
final class Text {
    private Text() {}

    static byte[] of(String text) {
        return text.getBytes(UTF_8);
    }

    /** @param text not empty; its first byte is compared first, as it mostly differs */
    static boolean startsWith(byte[] bytes, int from, int to, byte[] text) {
        return to - from >= text.length
                && bytes[from] == text[0]
                && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
    }

    static boolean startsWithAny(byte[] bytes, int from, int to, byte[][] texts) {
        for (byte[] text : texts) {
            if (startsWith(bytes, from, to, text)) {
                return true;
            }
        }
        return false;
    }

    /** Where the line goes on behind that of {@code texts} which it begins with; {@code from} when it is none. */
    static int behindAny(byte[] bytes, int from, int to, byte[][] texts) {
        for (byte[] text : texts) {
            if (startsWith(bytes, from, to, text)) {
                return from + text.length;
            }
        }
        return from;
    }

    static boolean endsWith(byte[] bytes, int from, int to, byte[] text) {
        return to - from >= text.length && startsWith(bytes, to - text.length, to, text);
    }

    static int indexOf(byte[] bytes, int from, int to, byte[] text) {
        for (int at = from; at + text.length <= to; at++) {
            if (startsWith(bytes, at, to, text)) {
                return at;
            }
        }
        return -1;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isIndented(byte[] bytes, int from, int to) {
        return from < to && isBlank(bytes[from]);
    }

    /** Where the first byte stands that is no blank. */
    static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Where the line ends without blanks behind it. */
    static int trimEnd(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] == '\r')) {
            end--;
        }
        return end;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static int skipDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    static boolean isUpper(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    /** Whether it may be part of the name of a class or function with its packages. */
    static boolean isNamePart(byte b) {
        return isUpper(b)
                || (b >= 'a' && b <= 'z')
                || isDigit(b)
                || b == '_'
                || b == '.'
                || b == '$'
                || b == '/'
                || b < 0; // a letter beyond ASCII
    }

    /** Where the name ends that begins at {@code from}. */
    static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isNamePart(bytes[at])) {
            at++;
        }
        return at;
    }
}
