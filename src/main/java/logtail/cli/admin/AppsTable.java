package logtail.cli.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import logtail.cli.base.Columns;
import logtail.cli.base.VisibleText;

/** Apps as a table for people. Pure. */
public final class AppsTable {
    private static final int MOST_NAME_CHARS = 32;

    private AppsTable() {}

    static String of(List<App> apps, Instant now) {
        if (apps.isEmpty()) {
            return "no lines yet\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("APP", "LINES/MIN", "TOTAL", "LAST SEEN"));
        for (App app : apps) {
            rows.add(List.of(
                    name(app),
                    perMinute(app.perSecond()),
                    String.format(Locale.ROOT, "%,d", app.events()),
                    app.lastSeen().equals(Instant.EPOCH) ? "-" : age(Duration.between(app.lastSeen(), now))));
        }
        return Columns.of(rows);
    }

    /** Long ones are cut in the middle, as their ends tell most apart; {@code --names} has them whole. */
    private static String name(App app) {
        String name = VisibleText.of(app.name());
        int points = name.codePointCount(0, name.length());
        if (points <= MOST_NAME_CHARS) {
            return name;
        }
        int half = MOST_NAME_CHARS / 2;
        return name.substring(0, name.offsetByCodePoints(0, half - 1)) + "…"
                + name.substring(name.offsetByCodePoints(name.length(), -half));
    }

    /** How long ago, in the one unit that says most. */
    static String age(Duration age) {
        long seconds = Math.max(age.toSeconds(), 0);
        if (seconds < 60) {
            return seconds + " s ago";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min ago";
        }
        return seconds < 86_400 ? seconds / 3_600 + " h ago" : seconds / 86_400 + " d ago";
    }

    private static String perMinute(double perSecond) {
        double perMinute = perSecond * 60;
        return String.format(Locale.ROOT, perMinute > 0 && perMinute < 10 ? "%.1f" : "%,.0f", perMinute);
    }
}
