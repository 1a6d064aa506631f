package logtail.encode;

import java.util.Arrays;
import logtail.event.ByteOrders;

/** A growing, reusable byte array that output formats write to. One thread. */
public final class Output {
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD}; // U+FFFD
    private static final byte[] LONE_SURROGATE = {'\\', 'u', 'd', 'c'};
    private static final long BILLION = 1_000_000_000L;
    private static final byte[] DIGIT_PAIRS = new byte[200]; // 00 01 … 99
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    static {
        for (int pair = 0; pair < 100; pair++) {
            DIGIT_PAIRS[2 * pair] = (byte) ('0' + pair / 10);
            DIGIT_PAIRS[2 * pair + 1] = (byte) ('0' + pair % 10);
        }
    }

    private byte[] bytes = new byte[4096];
    private int length;
    private boolean isExact;

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** One byte. */
    public void put(int ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    /** All bytes of an array. */
    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    /** The bytes {@code source[from, from + count)}. */
    public void put(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** A non-negative number in decimal. */
    public void putNumber(long number) {
        int digits = 1;
        for (long bound = 10; digits < 19 && number >= bound; bound *= 10) {
            digits++;
        }
        if (number <= Integer.MAX_VALUE) {
            putDigits((int) number, digits);
        } else {
            putNumber(number / BILLION);
            putDigits((int) (number % BILLION), 9);
        }
    }

    /** The last {@code digits} decimal digits of a non-negative number, with leading zeros. */
    public void putDigits(int number, int digits) {
        reserve(digits);
        int rest = number;
        int at = length + digits;
        for (; at - length >= 2; rest /= 100) {
            int pair = 2 * (rest % 100);
            bytes[--at] = DIGIT_PAIRS[pair + 1];
            bytes[--at] = DIGIT_PAIRS[pair];
        }
        if (at > length) {
            bytes[length] = (byte) ('0' + rest % 10);
        }
        length += digits;
    }

    /** Text as the inside of a JSON string (RFC 8259, section 7), ill-formed UTF-8 as U+FFFD. */
    public void putJson(byte[] source, int from, int to) {
        putEscaped(source, from, to, true);
    }

    /**
     * The same, but each byte of ill-formed UTF-8 as the lone surrogate {@code \\udc80} to {@code \\udcff}, from which it can be
     * had again: "surrogateescape", as Python has it.
     */
    public void putExactJson(byte[] source, int from, int to) {
        isExact = true;
        putEscaped(source, from, to, true);
        isExact = false;
    }

    /**
     * Text for a terminal: control characters other than TAB are replaced by visible ones, so that the terminal never
     * executes them.
     */
    public void putVisible(byte[] source, int from, int to) {
        putEscaped(source, from, to, false);
    }

    private void putEscaped(byte[] source, int from, int to, boolean isJson) {
        int at = from;
        while (at < to) {
            int plain = plainEnd(source, at, to);
            put(source, at, plain - at);
            at = plain;
            if (at < to) {
                at = source[at] < 0 ? putMultibyte(source, at, to, isJson) : putSpecial(source, at, isJson);
            }
        }
    }

    /** End of the run of printable ASCII without quote and backslash; tests eight bytes at a time. */
    private static int plainEnd(byte[] source, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = ByteOrders.getLong(source, at);
            long control = word - ONES * ' ';
            long quote = (word ^ (ONES * '"')) - ONES;
            long backslash = (word ^ (ONES * '\\')) - ONES;
            long delete = (word ^ (ONES * 0x7F)) - ONES;
            long special = (control | quote | backslash | delete | word) & HIGHS;
            if (special != 0) {
                return at + (Long.numberOfTrailingZeros(special) >>> 3); // a borrow falsifies later bytes only
            }
        }
        while (at < to && isPlain(source[at])) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\' && b != 0x7F;
    }

    private int putSpecial(byte[] source, int at, boolean isJson) {
        byte b = source[at];
        boolean isQuoting = b == '"' || b == '\\';
        if (isQuoting ? !isJson : b == '\t' && !isJson) {
            put(b);
            return at + 1;
        }
        put('\\');
        switch (b) {
            case '"', '\\' -> put(b);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> {
                put(isJson ? 'u' : 'x');
                putHex(b, isJson);
            }
        }
        return at + 1;
    }

    private void putHex(byte b, boolean isJson) {
        if (isJson) {
            put('0');
            put('0');
        }
        put(HEX[(b >> 4) & 0xF]);
        put(HEX[b & 0xF]);
    }

    private int putMultibyte(byte[] source, int at, int to, boolean isJson) {
        int end = Utf8.sequenceEnd(source, at, to);
        if (end < 0) {
            putIllFormed(source, at, -end);
            return -end;
        }
        boolean isC1Control = end == at + 2 && source[at] == (byte) 0xC2 && source[at + 1] < (byte) 0xA0;
        if (isC1Control && !isJson) {
            put('\\');
            put('x');
            putHex(source[at + 1], false);
        } else {
            put(source, at, end - at);
        }
        return end;
    }

    private void putIllFormed(byte[] source, int from, int to) {
        if (!isExact) {
            put(REPLACEMENT);
            return;
        }
        for (int at = from; at < to; at++) {
            put(LONE_SURROGATE);
            putHex(source[at], false);
        }
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
