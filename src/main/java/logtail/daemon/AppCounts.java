package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import logtail.event.Block;

/** How many events each app has, and those with the most. Uses bounded memory. */
final class AppCounts {
    private static final int SHOWN = 10;
    private static final int COUNTED = 10_000; // bounds memory against senders that invent names

    private final Map<String, long[]> events = new HashMap<>();
    private long eventsOfOthers;

    void add(Block block) {
        for (int source = 0; source < block.sourceCount(); source++) {
            add(
                    new String(block.bytes(), block.appFrom(source), block.appLength(source), UTF_8),
                    block.sourceEvents(source));
        }
    }

    private void add(String app, int count) {
        long[] sum = events.get(app);
        if (sum == null && events.size() < COUNTED) {
            sum = new long[1];
            events.put(app, sum);
        }
        if (sum == null) {
            eventsOfOthers += count;
        } else {
            sum[0] += count;
        }
    }

    void print(Report report) {
        report.line("");
        report.line("%-40s %12s", "app", "events");
        events.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, long[]> app) -> -app.getValue()[0])
                        .thenComparing(Map.Entry::getKey))
                .limit(SHOWN)
                .forEach(app -> report.line("%-40s %12d", app.getKey(), app.getValue()[0]));
        long others = events.values().stream()
                        .mapToLong(sum -> -sum[0])
                        .sorted()
                        .skip(SHOWN)
                        .sum()
                * -1;
        if (others + eventsOfOthers > 0) {
            String more = eventsOfOthers > 0 ? "more than " : "";
            report.line("%-40s %12d", "(%s%d others)".formatted(more, events.size() - SHOWN), others + eventsOfOthers);
        }
    }
}
