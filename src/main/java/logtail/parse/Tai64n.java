package logtail.parse;

import logtail.event.Line;

/** Reads the {@code @400000006b0c682a00000000} of multilog: sixteen hexadecimal digits of seconds, and eight of nanoseconds. */
final class Tai64n {
    static final int LENGTH = 25;

    private static final int SECOND_DIGITS = 16;
    private static final long EPOCH = 0x4000_0000_0000_000AL; // with the ten leap seconds that multilog adds
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NONE = -1;

    private Tai64n() {}

    /** Nanoseconds since the Unix epoch, or {@link Line#NO_TIME} when none are at {@code from}. */
    static long toNanos(byte[] bytes, int from, int to) {
        if (to - from < LENGTH || bytes[from + 1] != '4') {
            return Line.NO_TIME;
        }
        long seconds = hex(bytes, from + 1, from + 1 + SECOND_DIGITS);
        long nanos = hex(bytes, from + 1 + SECOND_DIGITS, from + LENGTH);
        boolean isTime = seconds != NONE && nanos != NONE && nanos < NANOS_PER_SECOND;
        return isTime ? Digits.nanos(seconds - EPOCH, (int) nanos) : Line.NO_TIME;
    }

    private static long hex(byte[] bytes, int from, int to) {
        long number = 0;
        for (int at = from; at < to; at++) {
            int digit = Character.digit(bytes[at], 16);
            if (digit < 0) {
                return NONE;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
