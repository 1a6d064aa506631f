package logtail.filter;

/**
 * Compares numbers by their digits, for those that a double cannot hold: ids and times in nanoseconds have up to twenty.
 * A number is {@code digits [. digits]}, without a sign or exponent.
 */
final class Decimals {
    private Decimals() {}

    /** Negative, zero or positive as the number in {@code a[aFrom, aTo)} is less than that in {@code b}, equal, or more. */
    static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        int aPoint = point(a, aFrom, aTo);
        int bPoint = point(b, bFrom, bTo);
        int aFirst = first(a, aFrom, aPoint);
        int bFirst = first(b, bFrom, bPoint);
        if (aPoint - aFirst != bPoint - bFirst) {
            return aPoint - aFirst - (bPoint - bFirst);
        }
        for (int i = 0; i < aPoint - aFirst; i++) {
            if (a[aFirst + i] != b[bFirst + i]) {
                return a[aFirst + i] - b[bFirst + i];
            }
        }
        for (int i = 1; aPoint + i < aTo || bPoint + i < bTo; i++) {
            int difference = digit(a, aPoint + i, aTo) - digit(b, bPoint + i, bTo);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int point(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '.') {
            at++;
        }
        return at;
    }

    /** The position of the first digit that is not a leading zero. */
    private static int first(byte[] bytes, int from, int point) {
        int at = from;
        while (at < point && bytes[at] == '0') {
            at++;
        }
        return at;
    }

    private static int digit(byte[] bytes, int at, int to) {
        return at < to ? bytes[at] : '0';
    }
}
