package logtail.parse;

import logtail.event.Line;

/** Parses small numbers, and converts seconds to nanoseconds. */
final class Digits {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MAX_SECOND = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private Digits() {}

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** How many digits stand at {@code from}. */
    static int count(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at - from;
    }

    /** The number that the digits {@code bytes[from, to)} are, at most eighteen. */
    static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int at = from; at < to; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }

    /** The two digits at {@code at}, or -1; both must lie inside the array. */
    static int two(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return (tens | ones | 9 - tens | 9 - ones) < 0 ? -1 : tens * 10 + ones;
    }

    /** The four digits at {@code at}, or a negative number. */
    static int four(byte[] bytes, int at) {
        int high = two(bytes, at);
        int low = two(bytes, at + 2);
        return (high | low) < 0 ? -1 : high * 100 + low;
    }

    /** Nanoseconds since the epoch, or {@link Line#NO_TIME} outside of the years that 64 bits can hold. */
    static long nanos(long epochSecond, int nanos) {
        return epochSecond > MAX_SECOND || epochSecond < -MAX_SECOND
                ? Line.NO_TIME
                : epochSecond * NANOS_PER_SECOND + nanos;
    }
}
