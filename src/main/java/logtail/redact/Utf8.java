package logtail.redact;

/** Makes any bytes well-formed UTF-8 (Unicode, table 3-7) of the same length, so that positions stay what they are. */
final class Utf8 {
    private static final byte REPLACEMENT = '?';

    private Utf8() {}

    /** Replaces every byte that belongs to no character, in place. */
    static byte[] wellFormed(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = bytes[at] >= 0 ? 1 : length(bytes, at);
            if (length == 0) {
                bytes[at] = REPLACEMENT;
            }
            at += Math.max(1, length);
        }
        return bytes;
    }

    /** The length of the character of several bytes at {@code at}, or 0 when there is none. */
    private static int length(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + length > bytes.length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
