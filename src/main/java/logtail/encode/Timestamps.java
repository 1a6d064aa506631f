package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes times as RFC 3339 in UTC. Caches the text of the last second, so use one instance per increasing series of times.
 * One thread.
 */
public final class Timestamps {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.");
    private static final long BILLION = 1_000_000_000L;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int TIME_FROM = 11; // in 2026-11-24T14:00:00.

    private long second = Long.MIN_VALUE;
    private long day = Long.MIN_VALUE;
    private byte[] text = {};

    /** Writes {@code 2026-11-24T14:00:00.123456789Z} with {@code fractionDigits} (1 to 9) digits after the point. */
    public void put(long timeNs, int fractionDigits, Output out) {
        long timeSecond = Math.floorDiv(timeNs, BILLION);
        int fraction = (int) (timeNs - timeSecond * BILLION);
        for (int i = fractionDigits; i < 9; i++) {
            fraction /= 10;
        }
        if (timeSecond != second) {
            second = timeSecond;
            writeSecond();
        }
        out.put(text);
        out.putDigits(fraction, fractionDigits);
        out.put('Z');
    }

    private void writeSecond() {
        long secondDay = Math.floorDiv(second, SECONDS_A_DAY);
        if (secondDay != day) {
            day = secondDay;
            text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)
                    .format(SECOND)
                    .getBytes(US_ASCII);
            return;
        }
        int ofDay = (int) (second - secondDay * SECONDS_A_DAY);
        putPair(ofDay / 3600, TIME_FROM);
        putPair(ofDay / 60 % 60, TIME_FROM + 3);
        putPair(ofDay % 60, TIME_FROM + 6);
    }

    private void putPair(int number, int at) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
