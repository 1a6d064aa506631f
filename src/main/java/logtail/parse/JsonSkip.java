package logtail.parse;

/**
 * Finds the ends of JSON values (RFC 8259) without building anything and without recursion: bit {@code n} of
 * {@link #objects} says whether the open value at depth {@code n} is an object.
 */
public final class JsonSkip {
    /** The result when the bytes are no JSON. */
    public static final int ILL_FORMED = -1;
    /** The deepest nesting: one bit of a long per level. */
    public static final int MAX_DEPTH = 64;

    private long objects;
    private int depth;

    /** The position of the first byte of {@code bytes[from, to)} that is no white space, or {@code to}. */
    public static int spaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** The end of the string whose opening quote is at {@code from}, past its closing quote, or {@link #ILL_FORMED}. */
    public static int string(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (true) {
            at = ByteScan.indexOf(bytes, at, to, (byte) '"', (byte) '\\');
            if (at < 0) {
                return ILL_FORMED;
            }
            if (bytes[at] == '"') {
                return at + 1;
            }
            at = Math.min(to, at + 2);
        }
    }

    /** The end of the value that begins at {@code from}, or {@link #ILL_FORMED}. */
    public int value(byte[] bytes, int from, int to) {
        if (from == to) {
            return ILL_FORMED;
        }
        return switch (bytes[from]) {
            case '"' -> string(bytes, from, to);
            case '{', '[' -> nested(bytes, from, to);
            case 't' -> word(bytes, from, to, "true");
            case 'f' -> word(bytes, from, to, "false");
            case 'n' -> word(bytes, from, to, "null");
            default -> number(bytes, from, to);
        };
    }

    private int nested(byte[] bytes, int from, int to) {
        depth = 0;
        int at = from;
        do {
            boolean opens = at < to && (bytes[at] == '{' || bytes[at] == '[');
            at = opens ? open(bytes, at, to) : close(bytes, value(bytes, at, to), to);
        } while (at != ILL_FORMED && depth > 0);
        return at;
    }

    /**
     * Enters the value whose bracket is at {@code from}; returns where its first member begins, or the result of
     * {@link #close} when it has none.
     */
    private int open(byte[] bytes, int from, int to) {
        if (depth == MAX_DEPTH) {
            return ILL_FORMED;
        }
        long bit = 1L << depth++;
        objects = bytes[from] == '{' ? objects | bit : objects & ~bit;
        int at = spaces(bytes, from + 1, to);
        return at < to && bytes[at] == closing() ? close(bytes, at, to) : element(bytes, at, to);
    }

    /**
     * Leaves the values whose brackets close here; returns where the next value begins, or the end once all are closed.
     */
    private int close(byte[] bytes, int valueEnd, int to) {
        int at = valueEnd == ILL_FORMED ? to : spaces(bytes, valueEnd, to);
        while (at < to && bytes[at] == closing()) {
            depth--;
            if (depth == 0) {
                return at + 1;
            }
            at = spaces(bytes, at + 1, to);
        }
        return at < to && bytes[at] == ',' ? element(bytes, spaces(bytes, at + 1, to), to) : ILL_FORMED;
    }

    private int element(byte[] bytes, int from, int to) {
        return closing() == '}' ? memberValue(bytes, from, to) : from;
    }

    private byte closing() {
        return (objects >>> (depth - 1) & 1) == 1 ? (byte) '}' : (byte) ']';
    }

    /** Skips {@code "name" :} up to where the value begins. */
    private static int memberValue(byte[] bytes, int from, int to) {
        int at = from < to && bytes[from] == '"' ? string(bytes, from, to) : ILL_FORMED;
        if (at == ILL_FORMED) {
            return ILL_FORMED;
        }
        at = spaces(bytes, at, to);
        return at < to && bytes[at] == ':' ? spaces(bytes, at + 1, to) : ILL_FORMED;
    }

    private static int word(byte[] bytes, int from, int to, String word) {
        int end = from + word.length();
        if (end > to) {
            return ILL_FORMED;
        }
        for (int i = 1; i < word.length(); i++) {
            if (bytes[from + i] != word.charAt(i)) {
                return ILL_FORMED;
            }
        }
        return end;
    }

    private static int number(byte[] bytes, int from, int to) {
        int at = bytes[from] == '-' ? from + 1 : from;
        int digits = at;
        at = digits(bytes, at, to);
        if (at == digits) {
            return ILL_FORMED;
        }
        if (at < to && bytes[at] == '.') {
            int fraction = at + 1;
            at = digits(bytes, fraction, to);
            if (at == fraction) {
                return ILL_FORMED;
            }
        }
        if (at < to && (bytes[at] | 0x20) == 'e') {
            int exponent = at + 1 < to && (bytes[at + 1] == '+' || bytes[at + 1] == '-') ? at + 2 : at + 1;
            at = digits(bytes, exponent, to);
            if (at == exponent) {
                return ILL_FORMED;
            }
        }
        return at;
    }

    private static int digits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Digits.isDigit(bytes[at])) {
            at++;
        }
        return at;
    }
}
