package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The index that an event belongs into: a name in which {@code {yyyy.MM.dd}} stands for the time of the event in UTC, by the
 * letters of {@link DateTimeFormatter}, no finer than the hour. One thread.
 */
final class IndexName {
    /** For people. */
    static final String ACCEPTED = "a name of small letters, digits and ._-, in which {yyyy.MM.dd} stands for the day";

    private static final Pattern NAME = Pattern.compile("[a-z0-9.][a-z0-9._+-]{0,254}");
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int HOUR_SECONDS = 3600;
    private static final int LAST_NS = 999_999_999; // of a second

    private final DateTimeFormatter format;
    private long hour = Long.MIN_VALUE;
    private byte[] name = {};

    private IndexName(DateTimeFormatter format) {
        this.format = format;
    }

    /** @throws IllegalArgumentException when it makes no names of indices */
    static IndexName of(String pattern) {
        var builder = new DateTimeFormatterBuilder();
        int at = 0;
        for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', at)) {
            int close = pattern.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("} is missing in " + pattern);
            }
            builder.appendLiteral(pattern.substring(at, open)).appendPattern(pattern.substring(open + 1, close));
            at = close + 1;
        }
        var index = new IndexName(builder.appendLiteral(pattern.substring(at)).toFormatter(Locale.ROOT));
        index.check();
        return index;
    }

    /** The name for an event of this time; good until the next call. */
    byte[] at(long timeNs) {
        long timeHour = Math.floorDiv(timeNs, HOUR_NS);
        if (timeHour != hour) {
            hour = timeHour;
            name = text(hour * HOUR_SECONDS, 0).getBytes(US_ASCII);
        }
        return name;
    }

    private void check() {
        try {
            String first = text(0, 0);
            if (!NAME.matcher(first).matches() || !first.equals(text(HOUR_SECONDS - 1, LAST_NS))) {
                throw new IllegalArgumentException("no index is called " + first);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String text(long second, int ns) {
        return format.format(LocalDateTime.ofEpochSecond(second, ns, ZoneOffset.UTC));
    }
}
