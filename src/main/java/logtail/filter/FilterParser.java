package logtail.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses the filter language:
 *
 * <pre>
 *   filter  = [ or ]                                  nothing: every event
 *   or      = and { ( "OR" | "||" ) and }
 *   and     = not { [ "AND" | "&amp;&amp;" ] not }            a space means AND
 *   not     = { "NOT" } [ "-" | "!" ] term
 *   term    = "(" or ")" | field | text | regex
 *   text    = word | '"' phrase '"'                   in a phrase, \" is a quote and \\ a backslash
 *   regex   = "/" re "/" [ "i" ]                      \/ is a slash; followed by a space, ")" or the end
 *   field   = name ( ":" | "~" | "=~" | "!~" ) value
 *           | name ( "=" | "==" | "!=" ) value { "," value }
 *           | name ( ">" | ">=" | "&lt;" | "&lt;=" ) quantity
 *   name    = [ "." ] ( letter | "_" | "@" ) { letter | digit | "_" | "." | "@" | "-" }
 * </pre>
 *
 * A word ends at a blank, or at a {@code )} without a {@code (} in the word. What {@link FieldParser} does not
 * recognize as a field ({@code 12:30}, {@code http://x}, {@code std::vector}, {@code Error:}) is a word. The cost of
 * any filter is bounded: by {@link #MAX_LENGTH}, {@link #MAX_TERMS}, {@link #MAX_DEPTH} and
 * {@link RegexShape#MAX_SIZE}.
 */
public final class FilterParser {
    /** The length of the longest filter, in UTF-16 chars. */
    public static final int MAX_LENGTH = 4096;
    /** The most terms and values that a filter may have. */
    public static final int MAX_TERMS = 256;
    /** The deepest nesting of parentheses. */
    public static final int MAX_DEPTH = 32;

    private final FilterSource in;
    private final FieldParser fields;
    private int depth;

    private FilterParser(FilterSource in) {
        this.in = in;
        fields = new FieldParser(in);
    }

    /**
     * Parses a filter; blank text is {@link Filter.All}.
     *
     * @throws FilterSyntaxException when it is no valid filter
     */
    public static Filter parse(String filter) {
        if (filter.length() > MAX_LENGTH) {
            throw new FilterSyntaxException(
                    filter, MAX_LENGTH, "the filter is too long", "at most " + MAX_LENGTH + " characters");
        }
        return new FilterParser(new FilterSource(filter)).parse();
    }

    private Filter parse() {
        if (!in.skipBlanks()) {
            return new Filter.All();
        }
        Filter filter = or();
        if (in.skipBlanks()) { // only a ) ends or() early
            throw in.wrong(in.at(), "this ) closes nothing", "a ( before it, or the text in \"quotes\"");
        }
        return filter;
    }

    private Filter or() {
        List<Filter> filters = new ArrayList<>();
        do {
            add(filters, and(), Filter.Or.class);
        } while (in.skipBlanks() && in.skipKeyword("OR"));
        return filters.size() == 1 ? filters.getFirst() : new Filter.Or(filters);
    }

    private Filter and() {
        List<Filter> filters = new ArrayList<>();
        do {
            add(filters, not(), Filter.And.class);
            if (in.skipBlanks() && in.skipKeyword("AND") && !isTermAhead()) {
                throw in.wrong(in.at(), "AND has nothing on its right", "a term");
            }
            if (isTermAhead()) {
                refuseSmallKeywords();
            }
        } while (isTermAhead());
        return filters.size() == 1 ? filters.getFirst() : new Filter.And(filters);
    }

    private boolean isTermAhead() {
        return in.skipBlanks() && !in.is(')') && !in.isKeyword("OR");
    }

    /** {@code a or b} is three words, which is never meant, or meant so seldom that it can be quoted. */
    private void refuseSmallKeywords() {
        for (String word : List.of("and", "or")) {
            if (in.isWordBeforeMore(word)) {
                String meant = word.equals("or") ? "OR for either" : "AND, or just a space, for both";
                throw in.wrong(
                        in.at(),
                        word + " in small letters is a word like any other",
                        meant + "; \"" + word + "\" in quotes for the word");
            }
        }
    }

    /** Flattens nested filters of the same kind. */
    private static void add(List<Filter> filters, Filter filter, Class<? extends Filter> same) {
        if (!same.isInstance(filter)) {
            filters.add(filter);
        } else if (filter instanceof Filter.And and) {
            filters.addAll(and.filters());
        } else if (filter instanceof Filter.Or or) {
            filters.addAll(or.filters());
        }
    }

    private Filter not() {
        in.skipBlanks();
        boolean isNegated = false;
        for (int from = in.at(); in.skipKeyword("NOT"); from = in.at()) {
            isNegated = !isNegated;
            if (!isTermAhead()) {
                throw in.wrong(from, "NOT has nothing to negate", "a term after it");
            }
        }
        if (in.is('-') || isNegatingBang()) {
            int from = in.at();
            in.skip(1);
            isNegated = !isNegated;
            if (in.isEndOfTerm() || in.is('-') || in.is('!')) {
                throw in.wrong(from, "- has nothing to negate", "a term right after it");
            }
        }
        Filter term = term();
        if (!isNegated) {
            return term;
        }
        return term instanceof Filter.Not not ? not.negated() : new Filter.Not(term);
    }

    private boolean isNegatingBang() {
        char next = in.peek(1);
        return in.is('!') && (Character.isLetterOrDigit(next) || "\"(/._@".indexOf(next) >= 0);
    }

    private Filter term() {
        int from = in.at();
        if (!in.skipBlanks()) {
            throw in.wrong(from, "the filter ends where a term should stand", "a term");
        }
        for (String keyword : List.of("AND", "OR", "NOT")) {
            if (in.isKeyword(keyword)) {
                throw in.wrong(
                        from, keyword + " stands where a term should", "a term, or \"" + keyword + "\" in quotes");
            }
        }
        if (in.is(')')) {
            throw in.wrong(from, "this ) closes nothing, or too early", "a term before it, or the text in \"quotes\"");
        }
        if (in.is('(')) {
            return group();
        }
        in.countTerm(from);
        if (in.is('"')) {
            String phrase = in.phrase();
            in.requireEndOfTerm();
            if (phrase.isEmpty()) {
                throw in.wrong(from, "the phrase is empty", "some text between the quotes");
            }
            return Filter.Contains.smartCase(phrase);
        }
        Optional<FilterSource.Regex> regex = in.regex();
        if (regex.isPresent()) {
            return new Filter.Matches(regex.get().regex(), regex.get().ignoreCase());
        }
        return fields.field().orElseGet(() -> Filter.Contains.smartCase(fields.word()));
    }

    private Filter group() {
        int from = in.at();
        if (++depth > MAX_DEPTH) {
            throw in.wrong(from, "the parentheses nest too deep", "at most " + MAX_DEPTH + " levels");
        }
        in.skip(1);
        if (!in.skipBlanks() || in.is(')')) {
            throw in.wrong(in.at(), "the parentheses are empty", "a term between them, or the text in \"quotes\"");
        }
        Filter filter = or();
        if (!in.skipBlanks()) {
            throw in.wrong(in.at(), "the ( in column %d is not closed".formatted(in.columnOf(from)), "a closing )");
        }
        in.skip(1);
        depth--;
        return filter;
    }
}
