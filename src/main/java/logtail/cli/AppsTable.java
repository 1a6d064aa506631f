package logtail.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Apps as a table for people. Pure. */
final class AppsTable {
    private static final String GAP = "  ";

    private AppsTable() {}

    static String of(List<App> apps, Instant now) {
        if (apps.isEmpty()) {
            return "no lines yet\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("APP", "LINES/MIN", "TOTAL", "LAST SEEN"));
        for (App app : apps) {
            rows.add(List.of(
                    VisibleText.of(app.name()),
                    perMinute(app.perSecond()),
                    String.format(Locale.ROOT, "%,d", app.events()),
                    app.lastSeen().equals(Instant.EPOCH) ? "-" : age(Duration.between(app.lastSeen(), now))));
        }
        return text(rows);
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

    /** Names on the left, numbers and ages on the right of their columns. */
    private static String text(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(row.getFirst()).repeat(' ', widths[0] - row.getFirst().length());
            for (int i = 1; i < widths.length; i++) {
                text.append(GAP).repeat(' ', widths[i] - row.get(i).length()).append(row.get(i));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
