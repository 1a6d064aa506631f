package logtail.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import logtail.event.Severity;

/** Counters by time, and by level or app: at most {@value #MOST_CELLS} of them or 9 a bucket, 150 KB. One thread. */
final class Buckets {
    /** How many apps a count by app names. */
    static final int SHOWN_APPS = 8;

    private static final int MOST_CELLS = 16_000;
    private static final int LEVELS = Severity.DEBUG.code() + 1;

    private final CountQuery query;
    private final long firstBucket;
    private final int count;
    private final int width;
    private final long[] cells;
    private final AppColumns apps;

    /** @param importance which apps to count apart, should there be too many */
    Buckets(CountQuery query, Comparator<String> importance) {
        this.query = query;
        firstBucket = Math.floorDiv(query.sinceNs(), query.stepNs());
        count = (int) Steps.buckets(query.sinceNs(), query.untilNs(), query.stepNs());
        width = switch (query.by()) {
            case LEVEL -> LEVELS;
            case APP -> 1 + Math.max(SHOWN_APPS, MOST_CELLS / count - 1);
            case NONE -> 1;
        };
        cells = new long[count * width];
        apps = new AppColumns(width - 1, importance);
    }

    int count() {
        return count;
    }

    AppColumns apps() {
        return apps;
    }

    /** Which bucket a time is in; one outside of the range may have any number. */
    long bucket(long ns) {
        return Math.floorDiv(ns, query.stepNs()) - firstBucket;
    }

    /** When a bucket begins, which may be before the range does. */
    long beginNs(long bucket) {
        return (firstBucket + bucket) * query.stepNs();
    }

    /** Adds events to a column, which is a severity code, that of an app, or 0. */
    void add(long bucket, int column, long events) {
        cells[(int) bucket * width + column] += events;
    }

    void moveColumn(int from, int to) {
        for (int row = 0; row < cells.length; row += width) {
            cells[row + to] += cells[row + from];
            cells[row + from] = 0;
        }
    }

    /** All events of a bucket. */
    long events(int bucket) {
        long sum = 0;
        for (int column = 0; column < width; column++) {
            sum += cells[bucket * width + column];
        }
        return sum;
    }

    /** Puts all apps but those with the most events from {@code lowest} on into the rest. */
    void keepLargestApps(int lowest) {
        List<Integer> columns = new ArrayList<>();
        for (int column = 1; column < apps.names().size(); column++) {
            columns.add(column);
        }
        columns.sort(Comparator.comparingLong((Integer column) -> -events(lowest, column))
                .thenComparing(apps.names()::get));
        columns.stream().skip(SHOWN_APPS).forEach(column -> moveColumn(column, AppColumns.REST));
    }

    private long events(int lowest, int column) {
        long sum = 0;
        for (int bucket = lowest; bucket < count; bucket++) {
            sum += cells[bucket * width + column];
        }
        return sum;
    }

    /** The events of a bucket by name, without zeros. */
    Map<String, Long> named(int bucket) {
        var named = new LinkedHashMap<String, Long>();
        int columns = query.by() == CountQuery.By.APP ? apps.names().size() : width;
        for (int column = columns - 1; column >= 0; column--) {
            int at = query.by() == CountQuery.By.LEVEL ? columns - 1 - column : column; // the worst, or the apps, first
            long events = cells[bucket * width + at];
            if (events > 0) {
                named.merge(name(at), events, Long::sum);
            }
        }
        return named;
    }

    private String name(int column) {
        return switch (query.by()) {
            case LEVEL -> Severity.of(column).label();
            case APP -> apps.names().get(column);
            case NONE -> "all";
        };
    }
}
