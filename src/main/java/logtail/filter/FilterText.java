package logtail.filter;

import java.util.BitSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import logtail.event.Severity;
import logtail.filter.Filter.Condition;
import org.jspecify.annotations.Nullable;

/** Formats filters as canonical text, which {@link FilterParser} parses to an equivalent filter. */
final class FilterText {
    /** Text that never needs quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_/-]*");

    /** What means something else without quotes: keywords, {@code or}, classes of status codes. */
    private static final Pattern MEANING = Pattern.compile("(?i)AND|OR|NOT|[1-5]xx");

    private FilterText() {}

    static String of(Filter filter) {
        return switch (filter) {
            case Filter.All all -> "";
            case Filter.Contains contains -> text(contains.text());
            case Filter.Matches matches -> regex(matches.regex(), matches.ignoreCase());
            case Filter.Levels levels -> levels(levels.codes());
            case Filter.Facilities facilities -> facilities(facilities.codes());
            case Filter.Ids ids -> ids(ids);
            case Filter.Header header -> field(header.place().label(), header.condition(), "=");
            case Filter.Key key -> field(key.key(), key.condition(), "=");
            case Filter.Not not -> not(not.negated());
            case Filter.And and ->
                and.filters().stream().map(FilterText::operand).collect(Collectors.joining(" "));
            case Filter.Or or -> or.filters().stream().map(FilterText::of).collect(Collectors.joining(" OR "));
        };
    }

    /** As one term: adds parentheses to a filter that has parts. */
    static String operand(Filter filter) {
        return filter instanceof Filter.And || filter instanceof Filter.Or ? "(" + of(filter) + ")" : of(filter);
    }

    private static String not(Filter negated) {
        if (negated instanceof Filter.Header header && header.condition() instanceof Condition.Is) {
            return field(header.place().label(), header.condition(), "!=");
        }
        if (negated instanceof Filter.Key key && key.condition() instanceof Condition.Is) {
            return field(key.key(), key.condition(), "!=");
        }
        return "-" + operand(negated);
    }

    static String condition(Condition condition) {
        return field("", condition, "=");
    }

    private static String field(String name, Condition condition, String equal) {
        return name
                + switch (condition) {
                    case Condition.Has has -> ":" + text(has.text());
                    case Condition.Is is ->
                        equal + is.values().stream().map(FilterText::text).collect(Collectors.joining(","));
                    case Condition.Between between -> between(between.low(), between.high());
                    case Condition.Like like -> "~" + regex(like.regex(), like.ignoreCase());
                    case Condition.Present present -> ":*";
                };
    }

    private static String between(Filter.@Nullable Limit low, Filter.@Nullable Limit high) {
        if (low != null && high != null) {
            return ":" + low.quantity().text() + ".." + high.quantity().text();
        }
        if (low != null) {
            return (low.isIncluded() ? ">=" : ">") + low.quantity().text();
        }
        if (high != null) {
            return (high.isIncluded() ? "<=" : "<") + high.quantity().text();
        }
        throw new IllegalArgumentException("a range without ends");
    }

    static String levels(int codes) {
        int worse = codes + 1; // a power of two when all worse ones are in
        if (codes == Filter.Levels.ALL) {
            return "level:*";
        }
        if (Integer.bitCount(codes) > 1 && Integer.bitCount(worse) == 1) {
            return "level>="
                    + Severity.of(Integer.numberOfTrailingZeros(worse) - 1).label();
        }
        return "level="
                + bits(codes).stream()
                        .mapToObj(code -> Severity.of(code).label())
                        .collect(Collectors.joining(","));
    }

    private static String facilities(int codes) {
        return codes == Filter.Facilities.ALL
                ? "facility:*"
                : "facility=" + bits(codes).stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static BitSet bits(int codes) {
        return BitSet.valueOf(new long[] {codes});
    }

    private static String ids(Filter.Ids ids) {
        var range = ids.range();
        return range.isEndless() ? "id>=" + range.first() : "id:" + range.first() + ".." + range.last();
    }

    private static String text(String text) {
        boolean isPlain =
                PLAIN.matcher(text).matches() && !MEANING.matcher(text).matches();
        return isPlain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String regex(String regex, boolean ignoreCase) {
        return "/" + regex.replaceAll("(?<!\\\\)((?:\\\\\\\\)*)/", "$1\\\\/") + (ignoreCase ? "/i" : "/");
    }
}
