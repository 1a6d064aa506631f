package logtail.cli.count;

import java.util.List;
import logtail.runtime.Json;

/**
 * What a sample of lines says of a field.
 *
 * @param kind such as {@code number} or {@code text}
 * @param in how many lines of the sample have it
 * @param distinct how many values it has; at least, unless {@code isExact}
 * @param top its most frequent values, the first the most frequent
 */
record Field(String name, String kind, long in, long distinct, boolean isExact, List<Value> top) {
    /**
     * A value.
     *
     * @param term what selects it in a filter; empty when nothing does, as it is cut
     */
    record Value(String value, long count, String term) {}

    /**
     * The answer of {@code GET /fields}.
     *
     * @param events how many lines were looked at, the newest that match
     * @param isComplete whether these are all that match
     * @param hasMore whether there are more fields
     */
    record Sample(long events, boolean isComplete, List<Field> fields, boolean hasMore) {
        /**
         * Reads it.
         *
         * @throws Json.MalformedException when it is no JSON
         */
        static Sample read(byte[] json) {
            Json answer = Json.read(json);
            return new Sample(
                    answer.number("events"),
                    answer.text("complete").equals("true"),
                    answer.get("fields").items().stream().map(Field::read).toList(),
                    answer.text("more_fields").equals("true"));
        }
    }

    private static Field read(Json field) {
        return new Field(
                field.text("name"),
                field.text("kind"),
                field.number("in"),
                field.number("distinct"),
                field.text("exact").equals("true"),
                field.get("top").items().stream()
                        .map(value -> new Value(value.text("value"), value.number("count"), value.text("term")))
                        .toList());
    }
}
