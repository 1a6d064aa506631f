package logtail.cli.admin.drains;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import logtail.cli.base.Columns;
import logtail.cli.base.VisibleText;
import logtail.runtime.Json;

/** Drains as people read them. Pure. */
public final class DrainsView {
    private DrainsView() {}

    /** A row a drain, and what is wrong below. */
    static String table(List<Json> drains) {
        if (drains.isEmpty()) {
            return "no drains yet; add one: logtail drains add NAME URL\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("DRAIN", "STATE", "LAG", "BEHIND", "SENT", "AGAIN", "RETRIES", "DEAD", "LOST"));
        var troubles = new StringBuilder();
        for (Json drain : drains) {
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
    static String details(Json drain) {
        var rows = new LinkedHashMap<String, String>();
        flatten("", drain, rows);
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        var text = new StringBuilder();
        rows.forEach((name, value) -> text.append(name)
                .repeat(' ', width - name.length() + 2)
                .append(VisibleText.of(value))
                .append('\n'));
        return text.toString();
    }

    /** Members of an object within are called {@code options.NAME}. */
    private static void flatten(String prefix, Json object, Map<String, String> rows) {
        object.members().forEach((name, member) -> {
            flatten(prefix + name + ".", member, rows);
            if (!member.items().isEmpty()) {
                rows.put(prefix + name, String.join(", ", texts(member)));
            }
            member.text().filter(text -> !text.isEmpty()).ifPresent(text -> rows.put(prefix + name, text));
        });
    }

    private static List<String> texts(Json list) {
        return list.items().stream().map(item -> item.text().orElse("")).toList();
    }

    /** What a sender who may see some apps only is not told is {@code -}. */
    private static String count(Json drain, String member) {
        if (drain.get(member).text().isEmpty()) {
            return "-";
        }
        return String.format(Locale.ROOT, "%,d", drain.number(member));
    }

    private static String behind(Json drain) {
        if (drain.get("lag_seconds").text().isEmpty()) {
            return "-";
        }
        double seconds = drain.decimal("lag_seconds");
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        return seconds < 7200 ? (long) seconds / 60 + " min" : (long) seconds / 3600 + " h";
    }
}
