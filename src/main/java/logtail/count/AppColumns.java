package logtail.count;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Columns for as many apps as there is room for; the least important ones share the column {@link #REST}. Which they are
 * does not depend on the order in which they come: an app that has lost its column is less important than all that have
 * one, for good. One thread.
 */
final class AppColumns {
    static final int REST = 0;

    private final Map<String, Integer> columns = new HashMap<>();
    private final TreeSet<String> byImportance;
    private final Comparator<String> importance;
    private final List<String> names = new ArrayList<>();
    private final int most;
    private int changes;

    /** @param importance the most important first; a total order */
    AppColumns(int most, Comparator<String> importance) {
        this.most = most;
        this.importance = importance;
        byImportance = new TreeSet<>(importance);
        names.add("*");
    }

    /** How often an app lost its column. */
    int changes() {
        return changes;
    }

    /** The app of each column. */
    List<String> names() {
        return names;
    }

    /** The column of this app, whose old column may just have been moved into {@link #REST}. */
    int column(byte[] bytes, int from, int length, Buckets buckets) {
        String app = new String(bytes, from, length, UTF_8);
        Integer known = columns.get(app);
        if (known != null) {
            return known;
        }
        if (names.size() <= most) {
            names.add(app);
            return take(app, names.size() - 1);
        }
        if (importance.compare(app, byImportance.last()) > 0) {
            return REST;
        }
        String loser = byImportance.removeLast();
        int column = Objects.requireNonNull(columns.remove(loser));
        buckets.moveColumn(column, REST);
        names.set(column, app);
        changes++;
        return take(app, column);
    }

    private int take(String app, int column) {
        columns.put(app, column);
        byImportance.add(app);
        return column;
    }
}
