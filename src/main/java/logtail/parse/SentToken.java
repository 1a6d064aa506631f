package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The token by which a sender of syslog shows who it is: {@code [logtail@32473 token="…"]} in the structured data of a
 * message (RFC 5424 section 6.3). It is no part of the event. Where it stands in text instead, as the message is broken or of
 * another format, its value is overwritten, so that it gets into no journal.
 */
final class SentToken {
    private static final byte[] ID = "logtail@32473".getBytes(US_ASCII);
    private static final byte[] NAME = "token".getBytes(US_ASCII);
    private static final byte[] VALUE = "token=".getBytes(US_ASCII);
    private static final int AT_SIGN = 7; // in ID
    private static final int HEAD_BYTES =
            8 * 1024; // what a frame may hold besides its message; limits the cost of long lines

    private SentToken() {}

    /** Whether the parameter of this SD-ID and name is a token for us. */
    static boolean isIn(byte[] bytes, int idFrom, int idTo, int nameFrom, int nameTo) {
        return nameTo - nameFrom == NAME.length
                && idTo - idFrom == ID.length
                && isAt(bytes, nameFrom, nameTo, NAME)
                && isAt(bytes, idFrom, idTo, ID);
    }

    /** Overwrites the values of tokens in {@code bytes[from, to)}, of elements that begin early in it, with {@code *}, in place. */
    static void mask(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + HEAD_BYTES);
        int at = ByteScan.indexOf(bytes, from, limit, (byte) '@');
        while (at >= 0) {
            if (at - AT_SIGN >= from && isAt(bytes, at - AT_SIGN, to, ID)) {
                maskValues(bytes, at, to);
                return;
            }
            at = ByteScan.indexOf(bytes, at + 1, limit, (byte) '@');
        }
    }

    private static void maskValues(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] == VALUE[0] && isAt(bytes, at, to, VALUE)) {
                at = maskValue(bytes, at + VALUE.length, to);
            } else {
                at++;
            }
        }
    }

    /**
     * Returns where the value ends: at a space, which no token has, at the quote that closes it, which is escaped like the one that
     * opens it, as in JSON; of one without quotes, at a bracket.
     */
    private static int maskValue(byte[] bytes, int from, int to) {
        int at = from;
        int escapes = 0; // before the quote that opens it
        boolean isQuoted = false;
        while (at < to && !isQuoted && (bytes[at] == ' ' || bytes[at] == '\\' || bytes[at] == '"')) {
            isQuoted = bytes[at] == '"';
            escapes += bytes[at++] == '\\' ? 1 : 0;
        }
        int before = 0; // escapes right before
        for (; at < to; at++) {
            boolean isClosed = isQuoted
                    ? bytes[at] == '"' && before % (2 * (escapes + 1)) == escapes
                    : bytes[at] == '"' || bytes[at] == ']';
            if (isClosed || bytes[at] == ' ') {
                return at;
            }
            before = bytes[at] == '\\' ? before + 1 : 0;
            bytes[at] = '*';
        }
        return at;
    }

    private static boolean isAt(byte[] bytes, int from, int to, byte[] text) {
        return to - from >= text.length && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
    }
}
