package logtail.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import logtail.filter.Filter.Condition;
import logtail.filter.Filter.Limit;
import logtail.filter.Filter.Place;
import org.jspecify.annotations.Nullable;

/** Parses one condition on a field, {@code name operator value}, and distinguishes it from a plain word. */
final class FieldParser {
    private static final String QUOTE_HINT = ", or all of it in \"quotes\" to look for the text";
    private static final List<String> OPERATORS = List.of("!=", "!~", ">=", "<=", ">", "<", "==", "=~", "=", "~", ":");

    private static final Pattern ALTERNATIVES = Pattern.compile("[\\w.-]+(?:\\|[\\w.-]+)+");
    private static final Pattern WILD = Pattern.compile("\\w\\.[*+]");
    private static final Pattern STATUS_CLASS = Pattern.compile("[1-5][xX]{2}");

    private final FilterSource in;
    private final CodedField coded;

    FieldParser(FilterSource in) {
        this.in = in;
        coded = new CodedField(in);
    }

    /**
     * A value as written in the filter.
     *
     * @param offset of its first char in the filter
     */
    record Value(String text, boolean isQuoted, int offset) {}

    /** Parses the condition at the current position; empty, without moving, when a plain word is there. */
    Optional<Filter> field() {
        int from = in.at();
        skipName();
        String name = in.since(from);
        String operator = operator();
        if (operator.isEmpty() || !isName(name) || isWordAllTheSame(operator)) {
            in.skip(from - in.at());
            return Optional.empty();
        }
        in.skip(operator.length());
        return Optional.of(condition(name, operator));
    }

    /** Parses a word of plain text. */
    String word() {
        int from = in.at();
        String operator = operator();
        String word = in.word("", false);
        refusePatterns(word, from);
        if (word.equals(operator) && !operator.equals(":")) {
            throw in.wrong(
                    from,
                    operator + " stands alone",
                    "a field right before and a value right after, as in status>=500" + QUOTE_HINT);
        }
        return word;
    }

    /** What looks like a pattern where text is literal. */
    private void refusePatterns(String word, int from) {
        int bar = word.indexOf('|');
        if (ALTERNATIVES.matcher(word).matches()) {
            throw in.wrong(
                    from + bar,
                    "| is a plain character in a word",
                    word.replace("|", " OR ") + ", or /" + word + "/, or the text in \"quotes\"");
        }
        java.util.regex.Matcher wild = WILD.matcher(word);
        if (wild.find()) {
            throw in.wrong(
                    from + wild.start() + 1,
                    word.substring(wild.start() + 1, wild.end()) + " is plain text in a word",
                    "/" + word + "/ for a regular expression, or the text in \"quotes\"");
        }
    }

    private void skipName() {
        if (in.is('.')) {
            in.skip(1);
        }
        while (isNamePart(in.peek(0))) {
            in.skip(1);
        }
    }

    private static boolean isName(String name) {
        char last = name.isEmpty() ? '-' : name.charAt(name.length() - 1);
        char first = name.isEmpty() ? '-' : name.charAt(name.length() > 1 && name.charAt(0) == '.' ? 1 : 0);
        return last != '-' && last != '.' && first != '-' && first != '.' && !(first >= '0' && first <= '9');
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_@.-".indexOf(c) >= 0;
    }

    private String operator() {
        for (String operator : OPERATORS) {
            boolean isOfOthers = operator.equals("==") || operator.equals("=~"); // only before a value
            if (in.isAhead(operator) && !(isOfOthers && " )=~".indexOf(in.peek(2)) >= 0)) {
                return operator;
            }
        }
        return "";
    }

    /** Whether this is a plain word in spite of the colon: {@code Error:}, {@code std::vector}, {@code http://x}. */
    private boolean isWordAllTheSame(String operator) {
        return operator.equals(":")
                && (Character.isWhitespace(in.peek(1)) || in.peek(1) == ')' || in.peek(1) == ':' || in.isAhead("://"));
    }

    private Filter condition(String name, String operator) {
        return switch (operator) {
            case "~", "=~" -> like(name, operator);
            case "!~" -> new Filter.Not(like(name, operator));
            case "=", "==" -> coded.isCoded(name) ? coded.anyOf(name, values(operator)) : anyOf(name, values(operator));
            case "!=" ->
                coded.isCoded(name)
                        ? coded.noneOf(name, values(operator))
                        : new Filter.Not(anyOf(name, values(operator)));
            case ":" -> colon(name, value("", operator));
            default -> {
                Value value = value("", operator);
                yield coded.isCoded(name)
                        ? coded.compare(name, operator, value)
                        : field(name, compare(operator, value));
            }
        };
    }

    private static Filter field(String name, Condition condition) {
        for (Place place : Place.values()) {
            if (place.label().equals(name)) {
                return header(place, condition);
            }
        }
        return new Filter.Key(name, condition);
    }

    private static Filter header(Place place, Condition condition) {
        if (place == Place.MESSAGE && condition instanceof Condition.Has has) {
            return new Filter.Contains(has.text(), has.ignoreCase());
        }
        if (place == Place.MESSAGE && condition instanceof Condition.Like like) {
            return new Filter.Matches(like.regex(), like.ignoreCase());
        }
        return new Filter.Header(place, place.fit(condition));
    }

    private Filter colon(String name, Value value) {
        if (!value.isQuoted() && value.text().equals("*")) {
            return coded.isCoded(name) ? coded.present(name) : field(name, new Condition.Present());
        }
        int dots = value.isQuoted() ? -1 : value.text().indexOf("..");
        if (coded.isCoded(name)) {
            return dots >= 0 ? coded.range(name, value, dots) : coded.anyOf(name, List.of(value));
        }
        if (value.text().isEmpty()) {
            throw in.wrong(
                    value.offset(), "the value is empty", name + ":* for any, " + name + "=\"\" for an empty one");
        }
        return field(name, dots >= 0 ? rangeOrText(value, dots) : Condition.Has.smartCase(value.text()));
    }

    /**
     * A range such as {@code 400..499}, {@code 1s..} or {@code ..10KiB}; plain text when the ends are no quantities, as
     * in {@code ../lib}.
     */
    private Condition rangeOrText(Value value, int dots) {
        String low = value.text().substring(0, dots);
        String high = value.text().substring(dots + 2);
        Optional<Quantity> from = Quantity.parse(low);
        Optional<Quantity> to = Quantity.parse(high);
        boolean isRange = (low.isEmpty() || from.isPresent())
                && (high.isEmpty() || to.isPresent())
                && (from.isPresent() || to.isPresent());
        if (!isRange) {
            return Condition.Has.smartCase(value.text());
        }
        if (from.isPresent() && to.isPresent()) {
            requireOrder(from.get(), to.get(), value.offset());
        }
        return new Condition.Between(limit(from.orElse(null), true), limit(to.orElse(null), true));
    }

    private void requireOrder(Quantity low, Quantity high, int offset) {
        if (low.kind() != high.kind()) {
            throw in.wrong(offset, "the ends of the range do not compare", "two numbers, two durations or two sizes");
        }
        if (low.value() > high.value()) {
            throw in.wrong(offset, "the range is empty", "the smaller end first");
        }
    }

    private Condition compare(String operator, Value value) {
        Optional<Quantity> quantity = Quantity.parse(value.text());
        if (quantity.isEmpty()) {
            throw in.wrong(
                    value.offset(),
                    operator + " needs a quantity",
                    "a number, a duration or a size, such as 500, 250ms or 10KiB" + QUOTE_HINT);
        }
        @Nullable Limit limit = limit(quantity.get(), operator.endsWith("="));
        return operator.startsWith(">") ? new Condition.Between(limit, null) : new Condition.Between(null, limit);
    }

    private static @Nullable Limit limit(@Nullable Quantity quantity, boolean isIncluded) {
        return quantity == null ? null : new Limit(quantity, isIncluded);
    }

    /** Values without quotes may be globs, and classes of status codes: {@code w*}, {@code 5xx}. */
    private Filter anyOf(String name, List<Value> values) {
        var plain = new ArrayList<String>();
        var filters = new ArrayList<Filter>();
        for (Value value : values) {
            String text = value.text();
            if (!value.isQuoted() && ALTERNATIVES.matcher(text).matches()) {
                throw in.wrong(
                        value.offset() + text.indexOf('|'),
                        "| is a plain character in a value",
                        name + "=" + text.replace('|', ',') + QUOTE_HINT);
            }
            if (!value.isQuoted() && text.equals("*")) {
                filters.add(field(name, new Condition.Present()));
            } else if (!value.isQuoted() && text.indexOf('*') >= 0) {
                filters.add(field(name, new Condition.Like(in.checked(glob(text), value.offset(), false), false)));
            } else {
                plain.add(text);
                if (!value.isQuoted() && STATUS_CLASS.matcher(text).matches()) {
                    String hundreds = text.substring(0, 1);
                    filters.add(field(name, new Condition.Between(end(hundreds + "00"), end(hundreds + "99"))));
                }
            }
        }
        if (!plain.isEmpty()) {
            filters.addFirst(field(name, new Condition.Is(plain)));
        }
        return filters.size() == 1 ? filters.getFirst() : new Filter.Or(filters);
    }

    private static @Nullable Limit end(String number) {
        return limit(Quantity.parse(number).orElseThrow(), true);
    }

    private static String glob(String text) {
        return "^" + text.replaceAll("[^\\w*\\s]", "\\\\$0").replace("*", ".*") + "$";
    }

    private Filter like(String name, String operator) {
        if (coded.isCoded(name)) {
            throw in.wrong(
                    in.at() - operator.length(),
                    name + " has no text to match",
                    "one of = != : > >= < <=" + QUOTE_HINT);
        }
        Optional<FilterSource.Regex> regex = in.regex();
        if (regex.isPresent()) {
            return field(
                    name, new Condition.Like(regex.get().regex(), regex.get().ignoreCase()));
        }
        int offset = in.at();
        String written = in.is('"') ? in.phrase() : in.word("", true);
        in.requireEndOfTerm();
        if (written.isEmpty()) {
            throw noValue(operator);
        }
        return field(name, new Condition.Like(in.checked(written, offset, false), false));
    }

    private List<Value> values(String operator) {
        List<Value> values = new ArrayList<>();
        values.add(value(",", operator));
        while (in.is(',')) {
            in.countTerm(in.at());
            in.skip(1);
            values.add(value(",", ","));
        }
        in.requireEndOfTerm();
        return values;
    }

    private Value value(String ends, String operator) {
        int offset = in.at();
        if (in.is('"')) {
            String text = in.phrase();
            if (!in.isAny(ends)) {
                in.requireEndOfTerm();
            }
            return new Value(text, true, offset);
        }
        if (in.is('(')) {
            throw in.wrong(
                    offset, "a value cannot begin with (", "values with commas, as in status=500,502" + QUOTE_HINT);
        }
        if (in.isEndOfTerm() || in.isAny(",=<>~!")) {
            throw noValue(operator);
        }
        return new Value(in.word(ends, false), false, offset);
    }

    private FilterSyntaxException noValue(String operator) {
        return in.wrong(in.at(), operator + " has no value", "a value right after it" + QUOTE_HINT);
    }
}
