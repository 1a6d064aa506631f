package logtail.parse;

import java.util.Arrays;

/** Words of a header, which SP parts. */
final class Words {
    private Words() {}

    /** Where the word ends that begins at {@code from}. */
    static int end(byte[] bytes, int from, int to) {
        int end = ByteScan.indexOf(bytes, from, to, (byte) ' ');
        return end < 0 ? to : end;
    }

    static int skipSpaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] text) {
        return to - from > text.length
                && bytes[from] == text[0]
                && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
    }

    /** Whether this is a letter of ASCII. */
    static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    /** Whether this is a letter of ASCII, a digit or an underscore. */
    static boolean isWordPart(byte b) {
        return isLetter(b) || Digits.isDigit(b) || b == '_';
    }

    /** Whether a colon stands at {@code at} that ends something: SP or nothing follows. */
    static boolean isColon(byte[] bytes, int at, int to) {
        return at < to && bytes[at] == ':' && (at + 1 == to || bytes[at + 1] == ' ');
    }
}
