package logtail.cli.render;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import logtail.cli.base.BadValueException;
import logtail.cli.base.LineOutput;
import org.jspecify.annotations.Nullable;

/** Writes times the way the user wants them. One thread. */
public final class ShownTime {
    /** The time of day to the millisecond. */
    static final String DEFAULT = "time";

    private static final String NONE = "none";
    private static final String EPOCH = "epoch";
    private static final int MINUTE_CHARS = "2026-11-24T14:00:".length();
    private static final int MILLIS_CHARS = "2026-11-24T14:00:00.000".length();

    private final String style;
    private final ZoneId zone;
    private final @Nullable DateTimeFormatter formatter;
    private final Instant start;
    private final long startNs = System.nanoTime();
    private String minuteUtc = ""; // lines come in bursts: most are of the same minute as the one before
    private String minuteLocal = "";

    private ShownTime(String style, ZoneId zone, @Nullable DateTimeFormatter formatter, Instant start) {
        this.start = start;
        this.style = style;
        this.zone = zone;
        this.formatter = formatter;
    }

    /**
     * A way of writing.
     *
     * @param style one of the names that {@code --time-format} knows, a pattern of {@link DateTimeFormatter}, or one of
     *     {@code strftime} ({@link DatePattern})
     * @param now the time; it runs on from there
     */
    static ShownTime parse(String style, ZoneId zone, Instant now) {
        return switch (style) {
            case DEFAULT, NONE, EPOCH -> new ShownTime(style, zone, null, now);
            case "full" -> new ShownTime(style, zone, pattern("yyyy-MM-dd HH:mm:ss.SSS"), now);
            case "iso" -> new ShownTime(style, zone, pattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), now);
            default -> new ShownTime(style, zone, checkedPattern(style, zone), now);
        };
    }

    /** Whether there is anything to show. */
    boolean isShown() {
        return !style.equals(NONE);
    }

    /** @param utc as the daemon writes it: RFC 3339 in UTC */
    void put(String utc, LineOutput out) {
        try {
            if (formatter != null) {
                out.visible(formatter.format(ZonedDateTime.ofInstant(Instant.parse(utc), zone)));
            } else if (style.equals(EPOCH)) {
                Instant time = Instant.parse(utc);
                out.ascii(time.getEpochSecond() + "."
                        + String.valueOf(1_000 + time.getNano() / 1_000_000).substring(1));
            } else if (isShown()) {
                timeOfDay(utc, out);
            }
        } catch (DateTimeException | StringIndexOutOfBoundsException e) {
            out.visible(utc); // not as the daemon writes it
        }
    }

    /** Zones are whole minutes from UTC, so seconds and milliseconds are taken over as they are. */
    private void timeOfDay(String utc, LineOutput out) {
        if (minuteUtc.isEmpty() || !utc.startsWith(minuteUtc)) {
            var local = LocalDateTime.ofInstant(Instant.parse(utc), zone);
            minuteLocal = (local.toLocalDate().equals(today()) ? "" : local.toLocalDate() + " ")
                    + twoDigits(local.getHour())
                    + ":"
                    + twoDigits(local.getMinute())
                    + ":";
            minuteUtc = utc.substring(0, MINUTE_CHARS);
        }
        out.ascii(minuteLocal);
        for (int i = MINUTE_CHARS; i < MILLIS_CHARS; i++) {
            boolean given = i < utc.length() && utc.charAt(i) >= '.' && utc.charAt(i) <= '9';
            out.ascii(given ? utc.charAt(i) : i == MILLIS_CHARS - 4 ? '.' : '0');
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(start.plusNanos(System.nanoTime() - startNs), zone);
    }

    private static DateTimeFormatter checkedPattern(String style, ZoneId zone) {
        try {
            DateTimeFormatter formatter = pattern(style.indexOf('%') < 0 ? style : DatePattern.ofStrftime(style));
            if (!formatter.format(ZonedDateTime.ofInstant(Instant.EPOCH, zone)).isEmpty()) { // or fails only now
                return formatter;
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // told below
        }
        throw new BadValueException(
                "--time-format",
                style,
                "time, full, iso, epoch, none, or a pattern such as 'dd MMM HH:mm:ss' or '%d %b %H:%M:%S'");
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
