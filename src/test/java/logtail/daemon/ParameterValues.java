package logtail.daemon;

import static logtail.daemon.OpenApi.list;
import static logtail.daemon.OpenApi.map;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import logtail.runtime.Durations;

/**
 * Values at and beyond the limits of a parameter, by its schema. Lengths of time have theirs as {@code x-minimum} and {@code x-maximum}.
 *
 * @param good to be taken
 * @param bad to be refused
 */
record ParameterValues(Set<String> good, Set<String> bad) {
    private static final String NEITHER = "neither-of-these";

    static ParameterValues of(Map<String, Object> schema) {
        var values = new ParameterValues(new TreeSet<>(), new TreeSet<>());
        values.add(schema);
        return values;
    }

    private void add(Map<String, Object> schema) {
        list(schema.get("oneOf")).forEach(one -> add(map(one)));
        list(schema.get("enum")).forEach(one -> good.add(one.toString()));
        if (schema.containsKey("const")) {
            good.add(schema.get("const").toString());
        }
        if ("boolean".equals(schema.get("type"))) {
            good.addAll(List.of("true", "false"));
        }
        if ("integer".equals(schema.get("type"))) {
            addNumber(schema);
        }
        if (schema.containsKey("maxLength")) {
            int most = (int) schema.get("maxLength");
            good.add("x".repeat(most));
            bad.add("x".repeat(most + 1));
        }
        if (schema.get("x-minimum") instanceof String least && schema.get("x-maximum") instanceof String most) {
            good.addAll(List.of(least, most));
            Duration more = Durations.parse(most).orElseThrow().plusSeconds(1);
            bad.addAll(List.of("0s", Durations.shown(more), NEITHER));
        }
        if (schema.containsKey("enum")
                || "boolean".equals(schema.get("type"))
                || "integer".equals(schema.get("type"))) {
            bad.add(NEITHER);
        }
    }

    private void addNumber(Map<String, Object> schema) {
        if (schema.get("minimum") instanceof Number least) {
            good.add(least.toString());
            bad.add(Long.toString(least.longValue() - 1));
        }
        if (schema.get("maximum") instanceof Number most) {
            good.add(most.toString());
            bad.add(Long.toString(most.longValue() + 1));
        }
    }
}
