package logtail.redact;

import logtail.filter.Literal;

/** Finds IPv4 addresses: four numbers from 0 to 255 without leading zeros, with points between, and no fifth. */
final class Ipv4Finder extends Finder {
    private static final Literal POINT = new Literal(".", false);
    private static final int NUMBERS = 4;
    private static final int MOST_DIGITS = 3;

    @Override
    boolean next(int at) {
        for (int point = POINT.indexIn(bytes, at, to); point >= 0; point = POINT.indexIn(bytes, point + 1, to)) {
            int first = point;
            while (first > at && point - first <= MOST_DIGITS && Bytes.isDigit(bytes[first - 1])) {
                first--;
            }
            if (first < point && isWordStart(first) && !isBehindPoint(first) && isAddress(first)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAddress(int first) {
        int last = end(bytes, first, to);
        return last > 0 && isWordEnd(last) && !isBeforePoint(last) && found(first, last);
    }

    /** The end of the address that begins at {@code first}, or -1. */
    static int end(byte[] bytes, int first, int to) {
        int at = first;
        for (int i = 0; i < NUMBERS; i++) {
            if (i > 0) {
                if (at == to || bytes[at] != '.') {
                    return -1;
                }
                at++;
            }
            int numberFrom = at;
            int number = 0;
            while (at < to && at - numberFrom < MOST_DIGITS && Bytes.isDigit(bytes[at])) {
                number = number * 10 + bytes[at++] - '0';
            }
            boolean hasZero = at - numberFrom > 1 && bytes[numberFrom] == '0';
            if (at == numberFrom || number > 0xFF || hasZero) {
                return -1;
            }
        }
        return at;
    }
}
