package logtail.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A line for people: {@code HH:MM:SS.mmm app[process]: message}, in local time. An app keeps its colour for ever, as it
 * comes from its name; the colours are of middle brightness, so they show on dark and on light.
 */
final class TextFormat implements LineFormat {
    private static final int[] APP_COLORS = {33, 37, 64, 62, 166, 31, 97, 132, 71, 67, 173, 103};
    private static final String DIM = "\033[2m";
    private static final String ERROR = "\033[31m";
    private static final String WARN = "\033[38;5;136m";
    private static final String PLAIN = "\033[0m";
    private static final int MINUTE_CHARS = "2026-11-24T14:00:".length();
    private static final int MILLIS_CHARS = "2026-11-24T14:00:00.000".length();

    private final boolean color;
    private final ZoneId zone;
    private String minuteUtc = ""; // lines come in bursts: most are of the same minute as the one before
    private String minuteLocal = "";

    TextFormat(boolean color, ZoneId zone) {
        this.color = color;
        this.zone = zone;
    }

    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        style(DIM, out);
        time(event.time(), out);
        style(PLAIN, out);
        out.ascii(' ');
        if (color) {
            out.ascii("\033[38;5;" + colorOf(event.app()) + "m");
        }
        out.visible(event.app());
        if (!event.process().isEmpty()) {
            out.ascii('[').visible(event.process()).ascii(']');
        }
        style(PLAIN, out);
        out.ascii(": ");
        message(event, out);
        out.ascii('\n');
    }

    @Override
    public boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out) {
        style(WARN, out);
        out.ascii("-- ").visible(LineFormat.words(gap)).ascii(" --");
        style(PLAIN, out);
        out.ascii('\n');
        return true;
    }

    static int colorOf(String app) {
        int hash = app.hashCode() * 0x9E3779B9;
        return APP_COLORS[(hash >>> 8) % APP_COLORS.length];
    }

    private void message(StreamLine.Event event, LineOutput out) {
        String style = switch (event.level()) {
            case "emerg", "alert", "crit", "error" -> ERROR;
            case "warn" -> WARN;
            default -> "";
        };
        if (!color || style.isEmpty()) {
            out.visible(event.message());
            return;
        }
        out.ascii(style).visible(event.message()).ascii(PLAIN);
    }

    private void style(String code, LineOutput out) {
        if (color) {
            out.ascii(code);
        }
    }

    /** Zones are whole minutes from UTC, so seconds and milliseconds are taken over as they are. */
    private void time(String utc, LineOutput out) {
        if (minuteUtc.isEmpty() || !utc.startsWith(minuteUtc)) {
            try {
                var local = LocalDateTime.ofInstant(Instant.parse(utc), zone);
                minuteLocal = twoDigits(local.getHour()) + ":" + twoDigits(local.getMinute()) + ":";
                minuteUtc = utc.substring(0, MINUTE_CHARS);
            } catch (DateTimeException | StringIndexOutOfBoundsException e) {
                out.visible(utc); // not as the daemon writes it
                return;
            }
        }
        out.ascii(minuteLocal);
        for (int i = MINUTE_CHARS; i < MILLIS_CHARS; i++) {
            boolean given = i < utc.length() && utc.charAt(i) >= '.' && utc.charAt(i) <= '9';
            out.ascii(given ? utc.charAt(i) : i == MILLIS_CHARS - 4 ? '.' : '0');
        }
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
