package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import java.util.Arrays;
import logtail.filter.Filter.Condition;
import logtail.filter.Filter.Limit;
import org.jspecify.annotations.Nullable;

/** A compiled {@link Condition} that runs on the bytes of a value. One thread. */
@FunctionalInterface
interface ValueTest {
    /** Tests the value in {@code bytes[from, to)}, which is unquoted and unescaped. */
    boolean test(byte[] bytes, int from, int to);

    /**
     * Compiles a condition.
     *
     * @param key the key that gives plain numbers their unit; see {@link KeyUnit}
     */
    static ValueTest of(Condition condition, String key) {
        return switch (condition) {
            case Condition.Has has -> new Literal(has.text(), has.ignoreCase())::isIn;
            case Condition.Is is -> anyOf(is);
            case Condition.Between between -> between(between, KeyUnit.of(key));
            case Condition.Like like -> regex(like.regex(), like.ignoreCase());
            case Condition.Present present -> (bytes, from, to) -> true;
        };
    }

    /** Searches for a literal of the regex first, because RE2/J is slow and allocates. */
    static ValueTest regex(String regex, boolean ignoreCase) {
        Pattern pattern = RegexShape.compile(regex, ignoreCase);
        Literal[] literals = RegexShape.of(regex, ignoreCase).literals().stream()
                .map(text -> new Literal(text, ignoreCase))
                .toArray(Literal[]::new);
        return (bytes, from, to) -> (literals.length == 0 || isAnyIn(literals, bytes, from, to))
                && pattern.matcher(new String(bytes, from, to - from, UTF_8)).find();
    }

    private static boolean isAnyIn(Literal[] literals, byte[] bytes, int from, int to) {
        for (Literal literal : literals) {
            if (literal.isIn(bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static ValueTest anyOf(Condition.Is is) {
        byte[][] values =
                is.values().stream().map(value -> value.getBytes(UTF_8)).toArray(byte[][]::new);
        return (bytes, from, to) -> {
            for (byte[] value : values) {
                if (Arrays.equals(value, 0, value.length, bytes, from, to)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static ValueTest between(Condition.Between between, KeyUnit unit) {
        var reader = new QuantityReader();
        QuantityReader low = limit(between.low());
        QuantityReader high = limit(between.high());
        boolean isLowIncluded = between.low() != null && between.low().isIncluded();
        boolean isHighIncluded = between.high() != null && between.high().isIncluded();
        return (bytes, from, to) -> reader.read(bytes, from, to)
                && (low == null || isMore(unit.compare(reader, low), isLowIncluded))
                && (high == null || isMore(-unit.compare(reader, high), isHighIncluded));
    }

    /** A reader that holds the limit. */
    private static @Nullable QuantityReader limit(@Nullable Limit limit) {
        if (limit == null) {
            return null;
        }
        var reader = new QuantityReader();
        byte[] text = limit.quantity().text().getBytes(UTF_8);
        reader.read(text, 0, text.length);
        return reader;
    }

    private static boolean isMore(double comparison, boolean orEqual) {
        return orEqual ? comparison >= 0 : comparison > 0;
    }
}
