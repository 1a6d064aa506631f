package logtail.parse;

/** Decodes the escapes of JSON strings; a backslash that begins no JSON escape is dropped. */
public final class JsonEscapes {
    private JsonEscapes() {}

    /**
     * Decodes {@code bytes[from, to)} into {@code into} at {@code at}, which may be the same place; returns where it
     * ends there. No escape is shorter than what it decodes to.
     */
    public static int decode(byte[] bytes, int from, int to, byte[] into, int at) {
        int end = at;
        for (int next = from; next < to; ) {
            if (bytes[next] != '\\' || next + 1 == to) {
                into[end++] = bytes[next++];
            } else if (bytes[next + 1] == 'u' && hex(bytes, next + 2, to) >= 0) {
                int c = codePoint(bytes, next, to);
                next += Character.isSupplementaryCodePoint(c) ? 12 : 6;
                end = put(c, into, end);
            } else {
                into[end++] = single(bytes[next + 1]);
                next += 2;
            }
        }
        return end;
    }

    private static byte single(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
    }

    /** The code point at {@code at}, of one escape or of a pair; half of a pair is U+FFFD. */
    private static int codePoint(byte[] bytes, int at, int to) {
        int c = hex(bytes, at + 2, to);
        int end = at + 6;
        boolean isPair = c >= 0xD800 && c < 0xDC00 && end + 1 < to && bytes[end] == '\\' && bytes[end + 1] == 'u';
        int low = isPair ? hex(bytes, end + 2, to) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            return Character.toCodePoint((char) c, (char) low);
        }
        return c >= 0xD800 && c < 0xE000 ? 0xFFFD : c;
    }

    private static int put(int c, byte[] into, int at) {
        if (c < 0x80) {
            into[at] = (byte) c;
            return at + 1;
        }
        if (c < 0x800) {
            into[at] = (byte) (0xC0 | c >> 6);
            return tail(c, 0, into, at + 1);
        }
        if (c < 0x1_0000) {
            into[at] = (byte) (0xE0 | c >> 12);
            return tail(c, 6, into, at + 1);
        }
        into[at] = (byte) (0xF0 | c >> 18);
        return tail(c, 12, into, at + 1);
    }

    private static int tail(int c, int highest, byte[] into, int at) {
        int end = at;
        for (int shift = highest; shift >= 0; shift -= 6) {
            into[end++] = (byte) (0x80 | (c >> shift & 0x3F));
        }
        return end;
    }

    /** The value of four hexadecimal digits, or -1. */
    private static int hex(byte[] bytes, int from, int to) {
        if (from + 4 > to) {
            return -1;
        }
        int value = 0;
        for (int at = from; at < from + 4; at++) {
            int digit = Character.digit(bytes[at], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
