package logtail.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import logtail.filter.FieldWalk;
import logtail.filter.Terms;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field and in how many events each is. Beyond {@value #MOST_VALUES} values a new one takes the place of the
 * rarest and its count (the space-saving algorithm): counts are upper bounds then, and the most frequent values are among those
 * kept. One thread.
 */
public final class FieldValues {
    static final int MOST_VALUES = 200;
    private static final String MIXED = "text";

    private final String name;
    private final FieldWalk.Source source;
    private final Map<String, Value> values = new HashMap<>();
    private final List<Value> kept =
            new ArrayList<>(); // in the order of their places, so that ties are broken the same way
    private @Nullable String kind;
    private long events;
    private long lastEvent = -1;
    private boolean isExact = true;

    FieldValues(String name, FieldWalk.Source source) {
        this.name = name;
        this.source = source;
    }

    /** One value, while it is kept. */
    private static final class Value {
        private final String text;
        private final boolean isWhole;
        private boolean isShown;
        private long count;
        private long lastEvent = -1;

        Value(String text, boolean isWhole, long count) {
            this.text = text;
            this.isWhole = isWhole;
            this.count = count;
        }
    }

    /**
     * A frequent value.
     *
     * @param events in how many events it is
     * @param term filter text that matches exactly these; empty when there is none, as for values that are cut
     */
    public record Top(String value, long events, String term) {}

    /**
     * Counts a value of an event.
     *
     * @param isWhole whether the text is all of it
     * @param isSecond see {@link FieldWalk.Visitor}
     */
    void add(long event, String text, boolean isWhole, boolean isSecond) {
        if (lastEvent != event) {
            lastEvent = event;
            events++;
        }
        String key = isWhole ? text : text + '\0'; // cut ones are others
        Value value = values.get(key);
        if (value == null) {
            value = place(key, text, isWhole);
        }
        value.isShown |= !isSecond;
        if (value.lastEvent != event) {
            value.lastEvent = event;
            value.count++;
        }
        if (!isSecond) {
            String found = isWhole ? Terms.kind(text) : MIXED;
            kind = kind == null || kind.equals(found) ? found : MIXED;
        }
    }

    private Value place(String key, String text, boolean isWhole) {
        if (kept.size() < MOST_VALUES) {
            var value = new Value(text, isWhole, 0);
            kept.add(value);
            values.put(key, value);
            return value;
        }
        isExact = false;
        int rarest = 0;
        for (int i = 1; i < kept.size(); i++) {
            rarest = kept.get(i).count < kept.get(rarest).count ? i : rarest;
        }
        Value loser = kept.get(rarest);
        values.remove(loser.isWhole ? loser.text : loser.text + '\0');
        var value = new Value(text, isWhole, loser.count);
        kept.set(rarest, value);
        values.put(key, value);
        return value;
    }

    /** As filters write it. */
    public String name() {
        return name;
    }

    public FieldWalk.Source source() {
        return source;
    }

    /** See {@link Terms#kind}; {@code text} when values differ in that. */
    public String kind() {
        return kind == null ? MIXED : kind;
    }

    /** How many events have it. */
    public long events() {
        return events;
    }

    /** How many values there are, or at least are when counts are not exact. */
    public long distinct() {
        return kept.stream().filter(value -> value.isShown).count();
    }

    /** Whether all values are kept, and all counts exact. */
    public boolean isExact() {
        return isExact;
    }

    /** The most frequent values, the most frequent first. */
    public List<Top> top(int most) {
        return kept.stream()
                .filter(value -> value.isShown)
                .sorted(Comparator.comparingLong((Value value) -> -value.count).thenComparing(value -> value.text))
                .limit(most)
                .map(value -> new Top(
                        value.text,
                        value.count,
                        value.isWhole ? Terms.is(name, value.text).orElse("") : ""))
                .toList();
    }
}
