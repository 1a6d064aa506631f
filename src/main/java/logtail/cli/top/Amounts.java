package logtail.cli.top;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers as short words of the unit that says most. Pure. */
final class Amounts {
    private Amounts() {}

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond > 0 && perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
    }

    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + " h " + seconds / 60 % 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds / 3_600 % 24 + " h";
    }

    /** How long ago; a dash when that is not known. */
    static String ago(Instant time, Instant now) {
        return time.equals(Instant.EPOCH) ? "-" : span(Duration.between(time, now)) + " ago";
    }
}
