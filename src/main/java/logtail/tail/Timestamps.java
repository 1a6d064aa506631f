package logtail.tail;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Writes times as RFC 3339 in UTC; the text of the day is kept from one call to the next. One thread. */
final class Timestamps {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;

    private long day = Long.MIN_VALUE;
    private byte[] date = {};

    /** {@code 2026-11-24T14:00:00.123456789Z}, with {@code fractionDigits} (1 to 9) after the point. */
    void put(long timeNs, int fractionDigits, Output out) {
        long timeDay = Math.floorDiv(timeNs, DAY);
        if (timeDay != day) {
            day = timeDay;
            date = LocalDate.ofEpochDay(timeDay).toString().getBytes(StandardCharsets.US_ASCII);
        }
        long ofDay = timeNs - timeDay * DAY;
        int seconds = (int) (ofDay / SECOND);
        long fraction = ofDay % SECOND;
        for (int i = fractionDigits; i < 9; i++) {
            fraction /= 10;
        }
        out.put(date);
        out.put('T');
        out.putDigits(seconds / 3600, 2);
        out.put(':');
        out.putDigits(seconds / 60 % 60, 2);
        out.put(':');
        out.putDigits(seconds % 60, 2);
        out.put('.');
        out.putDigits(fraction, fractionDigits);
        out.put('Z');
    }
}
