package logtail.filter;

/**
 * Decodes the JSON escapes of a quoted value; a backslash that begins no JSON escape is dropped. Reuses one buffer,
 * which holds the last value. One thread.
 */
final class Escapes {
    private byte[] plain = new byte[256];
    private int length;

    /** Decodes the value in {@code bytes[from, to)} into {@code bytes()[0, length())}. */
    void remove(byte[] bytes, int from, int to) {
        if (plain.length < to - from) {
            plain = new byte[Math.max(to - from, 2 * plain.length)]; // no escape is shorter than what it decodes to
        }
        length = 0;
        for (int at = from; at < to; ) {
            if (bytes[at] != '\\' || at + 1 == to) {
                plain[length++] = bytes[at++];
            } else if (bytes[at + 1] == 'u' && hex(bytes, at + 2, to) >= 0) {
                at = codePoint(bytes, at, to);
            } else {
                plain[length++] = single(bytes[at + 1]);
                at += 2;
            }
        }
    }

    byte[] bytes() {
        return plain;
    }

    int length() {
        return length;
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

    private int codePoint(byte[] bytes, int at, int to) {
        int c = hex(bytes, at + 2, to);
        int end = at + 6;
        boolean isPair = c >= 0xD800 && c < 0xDC00 && end + 1 < to && bytes[end] == '\\' && bytes[end + 1] == 'u';
        int low = isPair ? hex(bytes, end + 2, to) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            c = Character.toCodePoint((char) c, (char) low);
            end += 6;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        put(c);
        return end;
    }

    private void put(int c) {
        if (c < 0x80) {
            plain[length++] = (byte) c;
        } else if (c < 0x800) {
            plain[length++] = (byte) (0xC0 | c >> 6);
            tail(c, 0);
        } else if (c < 0x1_0000) {
            plain[length++] = (byte) (0xE0 | c >> 12);
            tail(c, 6);
        } else {
            plain[length++] = (byte) (0xF0 | c >> 18);
            tail(c, 12);
        }
    }

    private void tail(int c, int highest) {
        for (int shift = highest; shift >= 0; shift -= 6) {
            plain[length++] = (byte) (0x80 | (c >> shift & 0x3F));
        }
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
