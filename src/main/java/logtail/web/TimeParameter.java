package logtail.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import logtail.runtime.Durations;
import logtail.runtime.TimeWords;

/** Parses a time parameter, in all forms of {@link TimeWords}. */
final class TimeParameter {
    private static final Pattern SMALL_EPOCH = Pattern.compile("\\d{1,7}");
    private static final Pattern DECODED_PLUS =
            Pattern.compile("(?<=\\dT?\\d{1,2}:\\d{2}[:.\\d]{0,13}) (?=\\d{2}:?(?:\\d{2})?$)");
    private static final long BILLION = 1_000_000_000L;

    private TimeParameter() {}

    /** The same for a text that is meant in the daemon's zone if it names none. */
    static long read(String name, String text, long nowNs) {
        return read(name, text, nowNs, ZoneId.systemDefault());
    }

    /**
     * Returns nanoseconds since the Unix epoch.
     *
     * @param zone in which a text without one is meant
     * @throws BadParameterException when the text is none of these
     */
    static long read(String name, String text, long nowNs, ZoneId zone) {
        Optional<Duration> age = Durations.parse(text);
        if (age.isPresent()) {
            return nowNs - Math.min(nowNs, Durations.toNanos(age.get())); // also of more years than there are
        }
        String time = SMALL_EPOCH.matcher(text).matches() ? "@" + text : text;
        String words = DECODED_PLUS.matcher(time).replaceFirst("+"); // a plus in a URL is a blank
        Instant now = Instant.ofEpochSecond(nowNs / BILLION, nowNs % BILLION);
        Optional<Instant> moment = TimeWords.parse(words, now, zone);
        try {
            Instant found = moment.orElseThrow(ArithmeticException::new);
            return Math.addExact(Math.multiplyExact(found.getEpochSecond(), BILLION), found.getNano());
        } catch (ArithmeticException e) {
            throw new BadParameterException(name, text, TimeWords.ACCEPTED + ", before the year 2262");
        }
    }

    /**
     * The zone that a parameter names; a plus in it may have come as a blank.
     *
     * @throws BadParameterException when there is none of that name
     */
    static ZoneId zone(String name, String text) {
        try {
            return text.equalsIgnoreCase("utc") ? ZoneOffset.UTC : ZoneId.of(text.replace(' ', '+'));
        } catch (DateTimeException e) {
            throw new BadParameterException(name, text, "utc, an offset (+02:00), or a zone as in Europe/Berlin");
        }
    }
}
