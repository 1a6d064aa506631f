package logtail.parse;

/** Parses the MSG-LEN of RFC 6587 section 3.4.1, recognized only as {@code [1-9][0-9]{0,8} SP <}. */
final class OctetCount {
    /** The result when the bytes are no octet count. */
    static final int NONE = -1;
    /** The result when more bytes may complete an octet count. */
    static final int UNFINISHED = -2;

    private static final int MAX_DIGITS = 9;

    private OctetCount() {}

    /**
     * Where the counted bytes begin when {@code bytes[from, to)} starts with a count; otherwise one of the constants
     * above.
     */
    static int bodyFrom(byte[] bytes, int from, int to) {
        if (from < to && (bytes[from] < '1' || bytes[from] > '9')) {
            return NONE;
        }
        int at = from;
        int digitsEnd = Math.min(to, from + MAX_DIGITS);
        while (at < digitsEnd && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == to) {
            return UNFINISHED;
        }
        if (bytes[at] != ' ') {
            return NONE;
        }
        at++;
        if (at == to) {
            return UNFINISHED;
        }
        return bytes[at] == '<' ? at : NONE;
    }

    /** The count at {@code from}; {@code body} is what {@link #bodyFrom} returned for it. */
    static int value(byte[] bytes, int from, int body) {
        int value = 0;
        for (int at = from; at < body - 1; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        return value;
    }
}
