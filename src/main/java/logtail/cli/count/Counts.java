package logtail.cli.count;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import logtail.cli.client.StreamLine;

/**
 * How many lines there are, in stretches of equal length.
 *
 * @param stepMs how long a bucket is, in milliseconds
 * @param from when the first one begins
 * @param to when the last one ends
 * @param by what the lines in a bucket are told apart by: {@code level}, {@code app}, {@code none} or a field
 * @param rows from the oldest to the newest
 */
record Counts(long stepMs, Instant from, Instant to, String by, List<Row> rows, End end) {
    /** Stands for all values that are not counted by themselves. */
    static final String OTHERS = "*";

    /** A line of the answer. */
    sealed interface Row {}

    /**
     * A stretch with lines in it.
     *
     * @param at when it begins
     * @param numbers of lines, by level, app or value
     */
    record Bucket(Instant at, Map<String, Long> numbers) implements Row {
        Bucket {
            numbers = Map.copyOf(numbers);
        }

        long sum() {
            return numbers.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Lines that are gone, and so not counted. */
    record Missing(StreamLine.Gap gap) implements Row {}

    /**
     * How far the count came.
     *
     * @param isComplete whether everything is counted
     * @param reached when not: what is older is not counted
     * @param events how many lines, also those without the field
     * @param tookMs how long it took; -1 when that is not told, as to a reader of some apps, who has no budget
     */
    record End(boolean isComplete, Instant reached, long events, long tookMs) {}

    Counts {
        rows = List.copyOf(rows);
    }

    List<Bucket> buckets() {
        var buckets = new ArrayList<Bucket>();
        for (Row row : rows) {
            if (row instanceof Bucket bucket) {
                buckets.add(bucket);
            }
        }
        return buckets;
    }

    /** All that is counted, by level, app or value. */
    Map<String, Long> totals() {
        var totals = new LinkedHashMap<String, Long>();
        buckets().forEach(bucket -> bucket.numbers().forEach((name, number) -> totals.merge(name, number, Long::sum)));
        return totals;
    }
}
