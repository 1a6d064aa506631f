package logtail.redact;

/** Kinds of bytes of ASCII. */
final class Bytes {
    static final int CASE = 0x20;

    private Bytes() {}

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isUpper(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    static boolean isLetter(byte b) {
        int lower = b | CASE;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean isAlphanumeric(byte b) {
        return isDigit(b) || isLetter(b);
    }

    static boolean isHex(byte b) {
        int lower = b | CASE;
        return isDigit(b) || (lower >= 'a' && lower <= 'f');
    }

    /** A letter, a digit or the underscore: what a number or a token must not touch. */
    static boolean isWord(byte b) {
        return isAlphanumeric(b) || b == '_';
    }

    static boolean isBase64(byte b) {
        return isAlphanumeric(b) || b == '+' || b == '/' || b == '=' || b == '-' || b == '_';
    }

    static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** Whether {@code bytes[at, to)} begins with {@code text}, which is in small letters when case is ignored. */
    static boolean isAt(byte[] bytes, int at, int to, byte[] text, boolean ignoreCase) {
        if (to - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            byte b = bytes[at + i];
            int folded = ignoreCase && isUpper(b) ? b | CASE : b;
            if (folded != text[i]) {
                return false;
            }
        }
        return true;
    }
}
