package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import logtail.event.Severity;

/** Writes conditions on fields as filter text, quoted where that is needed. Pure. */
public final class Terms {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_@](?:[A-Za-z0-9_.@-]*[A-Za-z0-9_@])?");
    private static final Set<String> OF_EVENTS =
            Set.of("app", "process", "host", "level", "facility", "msgid", "message", "id");

    private static final int LONGEST_NAME = 128;

    private Terms() {}

    /**
     * The text that matches exactly the events which have this value in this field; empty when no filter can say that.
     *
     * @param field its name in the language; see {@link FieldWalk}
     */
    public static Optional<String> is(String field, String value) {
        String text = written(field, value);
        try {
            return means(FilterParser.parse(text), field, value) ? Optional.of(text) : Optional.empty();
        } catch (FilterSyntaxException e) {
            return Optional.empty();
        }
    }

    /** What a value of this field is: {@code number}, {@code duration}, {@code size} or {@code text}. */
    public static String kind(String value) {
        return Quantity.parse(value)
                .map(quantity -> switch (quantity.kind()) {
                    case NUMBER -> "number";
                    case DURATION -> "duration";
                    case SIZE -> "size";
                })
                .orElse("text");
    }

    /** The name of an attribute, member or key as filters write it; empty when they cannot. */
    static String key(String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            return "";
        }
        return OF_EVENTS.contains(name) ? "." + name : name;
    }

    static String key(byte[] bytes, int from, int to) {
        return to - from > LONGEST_NAME ? "" : key(new String(bytes, from, to - from, UTF_8));
    }

    private static String written(String field, String value) {
        return new Filter.Key(field, new Filter.Condition.Is(List.of(value))).toString();
    }

    private static boolean means(Filter filter, String field, String value) {
        return switch (filter) {
            case Filter.Key key -> key.key().equals(field) && isValue(key.condition(), value);
            case Filter.Header header -> header.place().label().equals(field) && isValue(header.condition(), value);
            case Filter.Levels levels ->
                field.equals("level")
                        && Severity.named(value)
                                .filter(severity -> levels.codes() == 1 << severity.code())
                                .isPresent();
            case Filter.Facilities facilities -> field.equals("facility") && Integer.bitCount(facilities.codes()) == 1;
            default -> false;
        };
    }

    private static boolean isValue(Filter.Condition condition, String value) {
        return condition instanceof Filter.Condition.Is is && is.values().equals(List.of(value));
    }
}
