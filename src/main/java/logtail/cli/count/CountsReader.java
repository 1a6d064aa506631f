package logtail.cli.count;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.StreamLine;
import logtail.runtime.Json;
import org.jspecify.annotations.Nullable;

/** Reads the answer of {@code GET /counts}: newest bucket first. One thread. */
final class CountsReader implements NdjsonBody.Handler {
    private final Consumer<byte[]> lines;
    private final List<Counts.Row> rows = new ArrayList<>();
    private @Nullable Json head;
    private Counts.@Nullable End end;

    /** @param lines is given each line as it came, without its end */
    CountsReader(Consumer<byte[]> lines) {
        this.lines = lines;
    }

    /** @throws Json.MalformedException when it is no JSON */
    @Override
    public boolean line(byte[] bytes, int from, int length) {
        byte[] line = Arrays.copyOfRange(bytes, from, from + length);
        Json json = Json.read(line);
        lines.accept(line);
        if (json.get("counts").isObject()) {
            head = json.get("counts");
        } else if (json.get("gap").isObject()) {
            rows.addFirst(new Counts.Missing(gap(json.get("gap"))));
        } else if (json.get("end").isObject()) {
            end = end(json.get("end"));
        } else if (!json.text("at").isEmpty()) {
            rows.addFirst(new Counts.Bucket(time(json.text("at")), numbers(json.get("n"))));
        }
        return true;
    }

    @Override
    public boolean endOfBatch() {
        return true;
    }

    /** What was read; empty when it broke off. */
    Optional<Counts> counts() {
        Json told = head;
        Counts.End last = end;
        if (told == null || last == null) {
            return Optional.empty();
        }
        return Optional.of(new Counts(
                Math.max(1, told.number("step_ms")),
                time(told.text("from")),
                time(told.text("to")),
                told.text("by"),
                rows,
                last));
    }

    private static Map<String, Long> numbers(Json object) {
        var numbers = new LinkedHashMap<String, Long>();
        object.members().keySet().forEach(name -> numbers.put(name, object.number(name)));
        return numbers;
    }

    private static StreamLine.Gap gap(Json gap) {
        return new StreamLine.Gap(
                gap.text("from"), gap.text("to"), gap.number("count"), gap.text("reason"), gap.text("after"));
    }

    private static Counts.End end(Json end) {
        boolean isComplete = end.text("complete").equals("true");
        long tookMs = end.text("took_ms").isEmpty() ? -1 : end.number("took_ms");
        return new Counts.End(isComplete, time(end.text("reached")), end.number("events"), tookMs);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
