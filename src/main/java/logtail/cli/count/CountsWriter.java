package logtail.cli.count;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.runtime.Json;

/** Writes what was counted here as the daemon writes its own counts. Pure. */
final class CountsWriter {
    private CountsWriter() {}

    /** Without line ends; the newest bucket first. */
    static List<String> lines(Counts counts) {
        var lines = new ArrayList<String>();
        lines.add(line(
                "counts",
                Json.object()
                        .with("step_ms", counts.stepMs())
                        .with("from", counts.from().toString())
                        .with("to", counts.to().toString())
                        .with("by", counts.by())));
        for (Counts.Row row : counts.rows().reversed()) {
            lines.add(
                    switch (row) {
                        case Counts.Bucket bucket ->
                            Json.object()
                                    .with("at", bucket.at().toString())
                                    .with("n", numbers(bucket.numbers()))
                                    .toString();
                        case Counts.Missing missing ->
                            line(
                                    "gap",
                                    Json.object()
                                            .with("from", missing.gap().from())
                                            .with("to", missing.gap().to())
                                            .with("count", missing.gap().count())
                                            .with("reason", missing.gap().reason()));
                    });
        }
        lines.add(line(
                "end",
                Json.object()
                        .with("complete", counts.end().isComplete())
                        .with("reached", counts.end().reached().toString())
                        .with("events", counts.end().events())
                        .with("took_ms", counts.end().tookMs())));
        return lines;
    }

    private static String line(String name, Json value) {
        return Json.object().with(name, value).toString();
    }

    /** The most frequent first. */
    private static Json numbers(Map<String, Long> numbers) {
        Json sorted = Json.object();
        numbers.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(one -> sorted.with(one.getKey(), one.getValue()));
        return sorted;
    }
}
