package logtail.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the filter language:
 *
 * <pre>
 *   filter = { term }                       all of them; none: every event
 *   term   = "NOT" term | "-" text | text
 *   text   = word | '"' phrase '"'          in a phrase, \" is a quote and \\ a backslash
 * </pre>
 *
 * What the whole language will mean by {@code OR}, parentheses and {@code /re/} is refused today, so that no filter
 * changes its meaning later; in quotes each is plain text. {@code field=value} and {@code field:text} are plain words.
 */
public final class FilterParser {
    /** Longer filters are refused. In UTF-16 chars. */
    public static final int MAX_LENGTH = 4096;

    private static final Pattern REGEX = Pattern.compile("/.+/i?");

    private final String filter;
    private int at;

    private FilterParser(String filter) {
        this.filter = filter;
    }

    /**
     * Understands a filter; blank text is {@link Filter.All}.
     *
     * @throws FilterSyntaxException when it is not in the language
     */
    public static Filter parse(String filter) {
        if (filter.length() > MAX_LENGTH) {
            throw new FilterSyntaxException(
                    filter, MAX_LENGTH, "the filter is too long", "at most " + MAX_LENGTH + " characters");
        }
        return new FilterParser(filter).parse();
    }

    private Filter parse() {
        List<Filter> terms = new ArrayList<>();
        while (skipBlanks()) {
            terms.add(term());
        }
        return switch (terms.size()) {
            case 0 -> new Filter.All();
            case 1 -> terms.getFirst();
            default -> new Filter.And(terms);
        };
    }

    private Filter term() {
        int from = at;
        int negations = 0;
        while (isNotAhead()) {
            negations++;
            from = at;
            at += 3;
            if (!skipBlanks()) {
                throw wrong(from, "NOT has nothing to negate", "a word or a \"phrase\" after it");
            }
        }
        if (filter.charAt(at) == '-') {
            at++;
            negations++;
            if (at == filter.length() || isBlank(at) || filter.charAt(at) == '-') {
                throw wrong(at - 1, "- has nothing to negate", "a word or a \"phrase\" right after it");
            }
        }
        Filter text = Filter.Contains.smartCase(filter.charAt(at) == '"' ? phrase() : word());
        return negations % 2 == 0 ? text : new Filter.Not(text);
    }

    private String phrase() {
        int from = at++;
        var text = new StringBuilder();
        while (at < filter.length() && filter.charAt(at) != '"') {
            if (filter.charAt(at) == '\\' && at + 1 < filter.length() && "\"\\".indexOf(filter.charAt(at + 1)) >= 0) {
                at++;
            }
            text.append(filter.charAt(at++));
        }
        if (at == filter.length()) {
            throw wrong(at, "the quote from column %d is not closed".formatted(columnOf(from)), "a closing \"");
        }
        at++;
        if (text.isEmpty()) {
            throw wrong(from, "the phrase is empty", "some text between the quotes");
        }
        if (at < filter.length() && !isBlank(at)) {
            throw wrong(at, "something follows the closing quote", "a space or the end");
        }
        return text.toString();
    }

    private String word() {
        int from = at;
        while (at < filter.length() && !isBlank(at)) {
            char c = filter.charAt(at);
            if (c == '(' || c == ')') {
                throw wrong(at, "parentheses are not supported yet", "plain words, or the text in \"quotes\"");
            }
            if (c == '"') {
                throw wrong(
                        at, "a quote inside a word is not supported yet", "a space before it, or \\\" in \"quotes\"");
            }
            at++;
        }
        String word = filter.substring(from, at);
        if (word.equals("OR")) {
            throw wrong(from, "OR is not supported yet", "plain words, or \"OR\" in quotes");
        }
        if (word.equals("AND")) {
            throw wrong(from, "AND is not a word of the language", "a space, which means it, or \"AND\" in quotes");
        }
        if (REGEX.matcher(word).matches()) {
            throw wrong(from, "regular expressions are not supported yet", "plain words, or the text in \"quotes\"");
        }
        return word;
    }

    private boolean isNotAhead() {
        return filter.startsWith("NOT", at) && (at + 3 == filter.length() || isBlank(at + 3));
    }

    /** Whether anything follows. */
    private boolean skipBlanks() {
        while (at < filter.length() && isBlank(at)) {
            at++;
        }
        return at < filter.length();
    }

    private boolean isBlank(int offset) {
        return Character.isWhitespace(filter.charAt(offset));
    }

    private int columnOf(int offset) {
        return filter.codePointCount(0, offset) + 1;
    }

    private FilterSyntaxException wrong(int offset, String problem, String expected) {
        return new FilterSyntaxException(filter, offset, problem, expected);
    }
}
