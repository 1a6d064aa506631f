package logtail.cli.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import logtail.cli.base.Columns;
import logtail.cli.base.VisibleText;

/** Drains as people read them. Pure. */
public final class DrainsView {
    private DrainsView() {}

    /** A row a drain, and what is wrong below. */
    static String table(List<DrainInfo> drains) {
        if (drains.isEmpty()) {
            return "no drains yet; add one: logtail drains add NAME URL\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("DRAIN", "STATE", "LAG", "BEHIND", "SENT", "AGAIN", "RETRIES", "DEAD", "LOST"));
        var troubles = new StringBuilder();
        for (DrainInfo drain : drains) {
            rows.add(List.of(
                    drain.text("name"),
                    drain.text("state"),
                    count(drain, "lag_events"),
                    behind(drain),
                    count(drain, "sent"),
                    count(drain, "resent"),
                    count(drain, "retries"),
                    count(drain, "dead_letters"),
                    count(drain, "lost")));
            if (!drain.text("trouble").isEmpty()) {
                troubles.append(drain.text("name"))
                        .append(": ")
                        .append(VisibleText.of(drain.text("trouble")))
                        .append('\n');
            }
        }
        return Columns.of(rows) + troubles;
    }

    /** All members of one, a line each; those that say nothing are left out. */
    static String details(DrainInfo drain) {
        int width =
                drain.members().keySet().stream().mapToInt(String::length).max().orElse(0);
        var text = new StringBuilder();
        drain.members().forEach((name, value) -> {
            if (!value.isEmpty()) {
                text.append(name)
                        .repeat(' ', width - name.length() + 2)
                        .append(VisibleText.of(value))
                        .append('\n');
            }
        });
        return text.toString();
    }

    private static String count(DrainInfo drain, String member) {
        return String.format(Locale.ROOT, "%,d", drain.number(member));
    }

    private static String behind(DrainInfo drain) {
        double seconds = Double.parseDouble(drain.text("lag_seconds").isEmpty() ? "0" : drain.text("lag_seconds"));
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        return seconds < 7200 ? (long) seconds / 60 + " min" : (long) seconds / 3600 + " h";
    }
}
