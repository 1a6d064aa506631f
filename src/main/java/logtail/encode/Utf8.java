package logtail.encode;

/** Checks UTF-8 as the Unicode standard defines it (table 3-7: no surrogates, no overlong forms). */
public final class Utf8 {
    private Utf8() {}

    /**
     * End of the multi-byte sequence that starts at {@code bytes[at]}, a byte over 0x7F. If it is ill-formed, minus the end
     * of the bytes that one U+FFFD replaces (the maximal subpart, at least one byte).
     */
    static int sequenceEnd(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length == 0) {
            return -(at + 1);
        }
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        for (int i = at + 1; i < at + length; i++) {
            int next = i < to ? bytes[i] & 0xFF : 0;
            if (next < low || next > high) {
                return -i;
            }
            low = 0x80;
            high = 0xBF;
        }
        return at + length;
    }
}
