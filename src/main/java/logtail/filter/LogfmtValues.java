package logtail.filter;

/**
 * Searches text for the values of {@code key=value}. The key follows the start of the text or a byte that no name
 * contains; the value is in double quotes or ends at a blank. Trailing punctuation of an unquoted value may or may not
 * belong to it: {@code (user=bob)} has both {@code bob} and {@code bob)}. In a URL parameter the value ends at
 * {@code &} too. One thread.
 */
final class LogfmtValues {
    static final boolean[] IN_NAMES = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@-");
    private static final boolean[] AT_END = set(",;)]}>\"'");

    private final Literal key;
    private final ValueTest test;
    private final Escapes escapes;

    LogfmtValues(String name, ValueTest test, Escapes escapes) {
        key = new Literal(name + "=", false);
        this.test = test;
        this.escapes = escapes;
    }

    /** Whether any value passes the test. */
    boolean test(byte[] bytes, int from, int to) {
        int at = key.indexIn(bytes, from, to);
        while (at >= 0) {
            int value = at + key.lengthBytes();
            if (at == from || !IN_NAMES[bytes[at - 1] & 0xFF]) {
                boolean isQuoted = value < to && bytes[value] == '"';
                boolean isParameter = at > from && (bytes[at - 1] == '?' || bytes[at - 1] == '&');
                if (isQuoted ? quoted(bytes, value + 1, to) : plain(bytes, value, to, isParameter)) {
                    return true;
                }
            }
            at = key.indexIn(bytes, value, to);
        }
        return false;
    }

    private boolean quoted(byte[] bytes, int from, int to) {
        int end = quotedEnd(bytes, from, to);
        for (int at = from; at < end; at++) {
            if (bytes[at] == '\\') {
                escapes.remove(bytes, from, end);
                return test.test(escapes.bytes(), 0, escapes.length());
            }
        }
        return test.test(bytes, from, end);
    }

    private boolean plain(byte[] bytes, int from, int to, boolean isParameter) {
        int end = plainEnd(bytes, from, to, isParameter);
        if (test.test(bytes, from, end)) {
            return true;
        }
        int trimmed = trimmedEnd(bytes, from, end);
        return trimmed < end && test.test(bytes, from, trimmed);
    }

    /** Where the value that begins at {@code from}, behind its quote, ends: at its other quote. */
    static int quotedEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '"') {
            end = Math.min(to, end + (bytes[end] == '\\' ? 2 : 1));
        }
        return end;
    }

    static int plainEnd(byte[] bytes, int from, int to, boolean isParameter) {
        int end = from;
        while (end < to && bytes[end] != ' ' && bytes[end] != '\t' && !(isParameter && bytes[end] == '&')) {
            end++;
        }
        return end;
    }

    /** Where a value ends if the punctuation behind it does not belong to it. */
    static int trimmedEnd(byte[] bytes, int from, int end) {
        int trimmed = end;
        while (trimmed > from && AT_END[bytes[trimmed - 1] & 0xFF]) {
            trimmed--;
        }
        return trimmed;
    }

    private static boolean[] set(String chars) {
        boolean[] set = new boolean[256];
        chars.chars().forEach(c -> set[c] = true);
        return set;
    }
}
