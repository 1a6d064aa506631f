package logtail.filter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import logtail.filter.Filter.Condition;
import logtail.filter.Filter.Place;

/**
 * What of a filter can be pointed at where its matches are shown.
 *
 * @param inMessage what a message may hold because the filter asks for it, in the filter's order; nothing that it negates
 * @param fields names of the fields that it looks at, in the filter's order
 */
public record Highlights(List<Highlight> inMessage, List<String> fields) {
    public Highlights {
        inMessage = List.copyOf(inMessage);
        fields = List.copyOf(fields);
    }

    /**
     * One piece of text to be marked.
     *
     * @param pattern literal text, or a regular expression in the syntax of RE2
     */
    public record Highlight(String pattern, boolean isRegex, boolean ignoreCase) {}

    public static Highlights of(Filter filter) {
        Set<Highlight> inMessage = new LinkedHashSet<>();
        Set<String> fields = new LinkedHashSet<>();
        collect(filter, false, inMessage, fields);
        return new Highlights(new ArrayList<>(inMessage), new ArrayList<>(fields));
    }

    private static void collect(Filter filter, boolean isNegated, Set<Highlight> inMessage, Set<String> fields) {
        switch (filter) {
            case Filter.All all -> {}
            case Filter.And and -> and.filters().forEach(one -> collect(one, isNegated, inMessage, fields));
            case Filter.Or or -> or.filters().forEach(one -> collect(one, isNegated, inMessage, fields));
            case Filter.Not not -> collect(not.negated(), true, inMessage, fields);
            case Filter.Levels levels -> fields.add("level");
            case Filter.Facilities facilities -> fields.add("facility");
            case Filter.Ids ids -> fields.add("id");
            case Filter.Key key -> fields.add(key.name());
            case Filter.Header header -> {
                fields.add(header.place().label());
                if (!isNegated && header.place() == Place.MESSAGE && header.condition() instanceof Condition.Is is) {
                    is.values().stream()
                            .filter(value -> !value.isEmpty())
                            .forEach(value -> inMessage.add(new Highlight(value, false, false)));
                }
            }
            case Filter.Contains contains -> {
                if (!isNegated) {
                    inMessage.add(new Highlight(contains.text(), false, contains.ignoreCase()));
                }
            }
            case Filter.Matches matches -> {
                if (!isNegated) {
                    inMessage.add(new Highlight(matches.regex(), true, matches.ignoreCase()));
                }
            }
        }
    }
}
