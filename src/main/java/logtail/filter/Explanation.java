package logtail.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import logtail.event.Severity;
import logtail.filter.Filter.Condition;

/**
 * A description of how a filter was parsed and how it runs, for people.
 *
 * @param lines the tree, the texts that blocks are searched for, and what lets whole blocks be skipped
 */
public record Explanation(List<String> lines) {
    public Explanation {
        lines = List.copyOf(lines);
    }

    /**
     * The conditions that a query has beside its filter.
     *
     * @param hasApps whether it names apps
     * @param worst the least severe level that it wants; {@link Severity#DEBUG} for all
     * @param hasTimes whether it is of a time
     */
    public record Others(boolean hasApps, Severity worst, boolean hasTimes) {
        /** A filter alone. */
        static final Others NONE = new Others(false, Severity.DEBUG, false);
    }

    public static Explanation of(Filter filter) {
        return of(filter, Others.NONE);
    }

    /** A filter with what else its query says. */
    public static Explanation of(Filter filter, Others others) {
        var lines = new ArrayList<String>();
        tree(filter, "", lines);
        lines.add("first: " + first(filter));
        lines.add("blocks: " + blocks(filter, others));
        return new Explanation(lines);
    }

    private static void tree(Filter filter, String indent, List<String> lines) {
        switch (filter) {
            case Filter.And and -> branch("all of", and.filters(), indent, lines);
            case Filter.Or or -> branch("any of", or.filters(), indent, lines);
            case Filter.Not not -> branch("not", List.of(not.negated()), indent, lines);
            default -> lines.add(indent + leaf(filter));
        }
    }

    private static void branch(String name, List<Filter> filters, String indent, List<String> lines) {
        lines.add(indent + name);
        filters.forEach(one -> tree(one, indent + "  ", lines));
    }

    private static String leaf(Filter filter) {
        return switch (filter) {
            case Filter.All all -> "every event";
            case Filter.Contains contains -> "message contains " + text(contains);
            case Filter.Matches matches -> "message matches " + matches;
            case Filter.Levels levels -> "level is " + labels(levels.codes());
            case Filter.Facilities facilities -> "facility is one of " + facilities;
            case Filter.Ids ids -> "the event's own id: " + ids;
            case Filter.Header header -> header.place().label() + " " + condition(header.condition());
            case Filter.Key key -> key(key);
            default -> throw new IllegalArgumentException("not a leaf: " + filter);
        };
    }

    private static String key(Filter.Key key) {
        String anyOf = "attribute, JSON member or key= named " + key.name() + " ";
        return key.condition() instanceof Condition.Has
                ? anyOf + condition(key.condition()) + ", or message contains \"" + key.key() + ":…\""
                : anyOf + condition(key.condition());
    }

    private static String condition(Condition condition) {
        return switch (condition) {
            case Condition.Has has -> "contains " + text(new Filter.Contains(has.text(), has.ignoreCase()));
            case Condition.Is is -> "is exactly " + String.join(" or ", is.values());
            case Condition.Between between -> "is a quantity, " + FilterText.condition(between);
            case Condition.Like like -> "matches " + new Filter.Matches(like.regex(), like.ignoreCase());
            case Condition.Present present -> "is there";
        };
    }

    private static String text(Filter.Contains text) {
        return '"' + text.text() + '"' + (text.ignoreCase() ? " in any case" : " in exactly this case");
    }

    private static String first(Filter filter) {
        return Anchor.of(filter)
                .map(anchor -> "blocks are searched for "
                        + anchor.texts().stream().map(Explanation::text).collect(Collectors.joining(" or ")))
                .orElse("nothing to search blocks for; each event is looked at");
    }

    private static String blocks(Filter filter, Others others) {
        Reach reach = Reach.of(filter);
        var needed = new ArrayList<String>();
        int worst = Math.min(reach.worst(), others.worst.code());
        if (others.hasApps || !reach.apps().equals(Reach.ANY)) {
            needed.add("an app that fits");
        }
        if (worst < Severity.DEBUG.code()) {
            needed.add(
                    worst < 0
                            ? "a level that is none"
                            : "level " + Severity.of(worst).label() + " or worse");
        }
        if (others.hasTimes) {
            needed.add("a time in the range");
        }
        return needed.isEmpty()
                ? "none is passed over for its apps or levels"
                : "passed over unless they have " + String.join(" and ", needed);
    }

    private static String labels(int codes) {
        return IntStream.range(0, 8)
                .filter(code -> (codes >>> code & 1) == 1)
                .mapToObj(code -> Severity.of(code).label())
                .collect(Collectors.joining(", "));
    }
}
