package logtail.parse;

import logtail.event.Line;

/**
 * Parses a time given as a number since the Unix epoch. Its magnitude tells the unit: seconds, milliseconds,
 * microseconds or nanoseconds of 1973 or later. Smaller numbers, such as uptimes and durations, are no times. Decimals
 * and an exponent are allowed.
 */
final class EpochNumber {
    private static final long MAX_MANTISSA = (Long.MAX_VALUE - 9) / 10; // takes one more digit
    private static final int MAX_EXPONENT = 18;
    private static final int NANO_DIGITS = 9;

    private EpochNumber() {}

    /** Where what may be such a number ends. */
    static int end(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (Digits.isDigit(bytes[at]) || bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == '+')) {
            at++;
        }
        return at;
    }

    /** Nanoseconds since the epoch, or {@link Line#NO_TIME} when {@code bytes[from, to)} is no such number. */
    static long toNanos(byte[] bytes, int from, int to) {
        long mantissa = 0;
        int digits = 0;
        int point = 0; // how many digits of the mantissa follow the decimal point
        boolean isFraction = false;
        int at = from;
        for (; at < to; at++) {
            byte b = bytes[at];
            if (b == '.' && !isFraction && digits > 0) {
                isFraction = true;
            } else if (!Digits.isDigit(b)) {
                break;
            } else if (mantissa <= MAX_MANTISSA) {
                mantissa = mantissa * 10 + b - '0';
                digits += mantissa == 0 ? 0 : 1;
                point += isFraction ? 1 : 0;
            } else if (!isFraction) {
                return Line.NO_TIME;
            }
        }
        int exponent = at == to ? 0 : exponent(bytes, at, to);
        return digits == 0 || exponent > MAX_EXPONENT ? Line.NO_TIME : scale(mantissa, exponent - point, digits);
    }

    /** The power of ten after {@code e}; more than {@link #MAX_EXPONENT} when it is none or too large. */
    private static int exponent(byte[] bytes, int from, int to) {
        int at = from + 1;
        if ((bytes[from] | 0x20) != 'e' || at == to) {
            return MAX_EXPONENT + 1;
        }
        boolean isNegative = bytes[at] == '-';
        if (isNegative || bytes[at] == '+') {
            at++;
        }
        int exponent = 0;
        boolean isNumber = to > at && to - at <= 2;
        for (; isNumber && at < to; at++) {
            isNumber = Digits.isDigit(bytes[at]);
            exponent = exponent * 10 + bytes[at] - '0';
        }
        return isNumber ? (isNegative ? -exponent : exponent) : MAX_EXPONENT + 1;
    }

    /** {@code mantissa * 10^power} in the unit that the number of its digits before the point tells. */
    private static long scale(long mantissa, int power, int digits) {
        int places = digits + power;
        int unitDigits; // the power of ten of nanoseconds in this unit
        if (places < 9 || places > 19) {
            return Line.NO_TIME;
        } else if (places <= 11) {
            unitDigits = NANO_DIGITS;
        } else if (places <= 14) {
            unitDigits = 6;
        } else if (places <= 17) {
            unitDigits = 3;
        } else {
            unitDigits = 0;
        }
        long nanos = mantissa;
        int shift = power + unitDigits;
        for (; shift > 0; shift--) {
            if (nanos > MAX_MANTISSA) {
                return Line.NO_TIME;
            }
            nanos *= 10;
        }
        for (; shift < 0 && nanos != 0; shift++) {
            nanos /= 10;
        }
        return nanos;
    }
}
