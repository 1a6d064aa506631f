package logtail.parse;

/** Finds the ends of JSON values (RFC 8259) without building anything. */
final class JsonSkip {
    /** The bytes are no JSON. */
    static final int ILL_FORMED = -1;
    /** How deep values may nest: one bit of a long each. */
    static final int MAX_DEPTH = 64;

    private JsonSkip() {}

    static int spaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** The end of the string whose opening quote is at {@code from}, past its closing quote. */
    static int string(byte[] bytes, int from, int to) {
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

    /** The end of the value that begins at {@code from}. */
    static int value(byte[] bytes, int from, int to) {
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

    /**
     * Objects and arrays, without recursion: bit {@code n} of {@code objects} says whether the value at depth {@code n} is
     * an object. Each turn reads one value or the bracket that ends one.
     */
    private static int nested(byte[] bytes, int from, int to) {
        long objects = 0;
        int depth = 0;
        int at = from;
        while (true) {
            if (at < to && (bytes[at] == '{' || bytes[at] == '[')) {
                if (depth == MAX_DEPTH) {
                    return ILL_FORMED;
                }
                boolean isObject = bytes[at] == '{';
                objects = isObject ? objects | 1L << depth : objects & ~(1L << depth);
                depth++;
                at = spaces(bytes, at + 1, to);
                if (at == to || bytes[at] != (isObject ? '}' : ']')) {
                    at = isObject ? memberValue(bytes, at, to) : at;
                    if (at == ILL_FORMED) {
                        return ILL_FORMED;
                    }
                    continue;
                }
            } else {
                at = value(bytes, at, to); // never nested, so never deeper than this one call
                if (at == ILL_FORMED) {
                    return ILL_FORMED;
                }
                at = spaces(bytes, at, to);
            }
            while (at < to && bytes[at] == ((objects >>> (depth - 1) & 1) == 1 ? '}' : ']')) {
                depth--;
                if (depth == 0) {
                    return at + 1;
                }
                at = spaces(bytes, at + 1, to);
            }
            if (at == to || bytes[at] != ',') {
                return ILL_FORMED;
            }
            at = spaces(bytes, at + 1, to);
            at = (objects >>> (depth - 1) & 1) == 1 ? memberValue(bytes, at, to) : at;
            if (at == ILL_FORMED) {
                return ILL_FORMED;
            }
        }
    }

    /** Passes over {@code "name" :} to where the value begins. */
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
