package logtail.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What stands in the place of a secret: {@code ****}, {@code ****1234} for a card, or {@code h:} and 16 hexadecimal digits. Nothing
 * inside of one is a secret, so lines that are redacted twice, as by {@code logtail pipe} and by the daemon, are the same.
 */
final class Placeholders {
    static final byte[] MASK = "****".getBytes(US_ASCII);
    static final int SHOWN_DIGITS = 4;
    static final int HASH_BYTES = 8;
    static final int HASH_LENGTH = 2 + 2 * HASH_BYTES;

    private Placeholders() {}

    /** Whether {@code bytes[start, end)}, which is part of {@code bytes[from, to)}, lies inside of a placeholder. */
    static boolean covers(byte[] bytes, int from, int to, int start, int end) {
        if (end - start > HASH_LENGTH) {
            return false;
        }
        for (int at = start; at >= from && end - at <= HASH_LENGTH; at--) {
            if (at + length(bytes, at, to) >= end) {
                return true;
            }
        }
        return false;
    }

    /** The length of the placeholder at {@code at}, or 0 when there is none. */
    private static int length(byte[] bytes, int at, int to) {
        if (Bytes.isAt(bytes, at, to, MASK, false)) {
            int digits = at + MASK.length;
            while (digits < Math.min(to, at + MASK.length + SHOWN_DIGITS) && Bytes.isDigit(bytes[digits])) {
                digits++;
            }
            return digits - at == MASK.length + SHOWN_DIGITS ? digits - at : MASK.length;
        }
        if (to - at < HASH_LENGTH || bytes[at] != 'h' || bytes[at + 1] != ':') {
            return 0;
        }
        for (int i = 2; i < HASH_LENGTH; i++) {
            if (!Bytes.isHex(bytes[at + i]) || Bytes.isUpper(bytes[at + i])) {
                return 0;
            }
        }
        return HASH_LENGTH;
    }
}
