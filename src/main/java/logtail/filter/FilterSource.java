package logtail.filter;

import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** The text of a filter with the parser's position, and the scanning of its tokens. */
final class FilterSource {
    /** @param regex in the syntax of RE2, known to compile */
    record Regex(String regex, boolean ignoreCase) {}

    private final String text;
    private int at;
    private int terms;
    private int regexSize;

    FilterSource(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    void skip(int chars) {
        at += chars;
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    boolean is(char c) {
        return !isAtEnd() && text.charAt(at) == c;
    }

    boolean isAny(String chars) {
        return !isAtEnd() && chars.indexOf(text.charAt(at)) >= 0;
    }

    boolean isAhead(String ahead) {
        return text.startsWith(ahead, at);
    }

    /** The char {@code chars} positions ahead; a blank behind the end. */
    char peek(int chars) {
        return at + chars < text.length() ? text.charAt(at + chars) : ' ';
    }

    String since(int from) {
        return text.substring(from, at);
    }

    /** Skips blanks; false when nothing follows them. */
    boolean skipBlanks() {
        while (!isAtEnd() && isBlank(at)) {
            at++;
        }
        return !isAtEnd();
    }

    boolean isKeyword(String keyword) {
        return keywordLength(keyword) > 0;
    }

    boolean skipKeyword(String keyword) {
        int length = keywordLength(keyword);
        at += length;
        return length > 0;
    }

    /** The length of the keyword or of its sign, as it is written here; 0 when neither is there. */
    private int keywordLength(String keyword) {
        String sign = keyword.equals("OR") ? "||" : keyword.equals("AND") ? "&&" : keyword;
        return isWord(keyword) ? keyword.length() : isWord(sign) ? sign.length() : 0;
    }

    private boolean isWord(String word) {
        int end = at + word.length();
        return isAhead(word) && (end == text.length() || isBlank(end) || "()".indexOf(text.charAt(end)) >= 0);
    }

    /** Whether this word and then more stands here. */
    boolean isWordBeforeMore(String word) {
        int next = at + word.length();
        if (!isWord(word)) {
            return false;
        }
        while (next < text.length() && isBlank(next)) {
            next++;
        }
        return next < text.length() && text.charAt(next) != ')';
    }

    boolean isEndOfTerm() {
        return isAtEnd() || isBlank(at) || is(')');
    }

    void requireEndOfTerm() {
        if (!isEndOfTerm()) {
            throw wrong(at, "something follows the closing quote", "a space, ) or the end");
        }
    }

    /** Reads the quoted text at the current position and moves behind it. */
    String phrase() {
        int from = at++;
        var phrase = new StringBuilder();
        while (!isAtEnd() && !is('"')) {
            if (is('\\') && (peek(1) == '"' || peek(1) == '\\')) {
                at++;
            }
            phrase.append(text.charAt(at++));
        }
        if (isAtEnd()) {
            throw wrong(at, "the quote in column %d is not closed".formatted(columnOf(from)), "a closing \"");
        }
        at++;
        return phrase.toString();
    }

    /**
     * Reads a word up to its end or to the first of {@code ends}. A {@code )} belongs to the word when its {@code (}
     * does.
     *
     * @param hasEscapes whether a backslash escapes the next char
     */
    String word(String ends, boolean hasEscapes) {
        int from = at;
        int open = 0;
        while (!isAtEnd() && !isBlank(at) && ends.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (c == '"') {
                throw wrong(at, "a quote inside a word", "a space before it, or \\\" inside \"quotes\"");
            }
            if (c == ')' && open-- == 0) {
                break;
            }
            open += c == '(' ? 1 : 0;
            at += hasEscapes && c == '\\' && at + 1 < text.length() && !isBlank(at + 1) ? 2 : 1;
        }
        return text.substring(from, at);
    }

    /** Reads {@code /re/} or {@code /re/i}; empty, without moving, when there is none. */
    Optional<Regex> regex() {
        if (!is('/')) {
            return Optional.empty();
        }
        int close = at + 1;
        while (close < text.length() && text.charAt(close) != '/') {
            close += text.charAt(close) == '\\' ? 2 : 1;
        }
        if (close >= text.length() || close == at + 1) {
            return Optional.empty();
        }
        int from = at;
        at = close + 1;
        boolean ignoreCase = is('i');
        at += ignoreCase ? 1 : 0;
        if (!isEndOfTerm()) {
            at = from;
            return Optional.empty();
        }
        return Optional.of(new Regex(checked(text.substring(from + 1, close), from + 1, ignoreCase), ignoreCase));
    }

    /** The regex without needless escapes of slashes, after checking that it compiles and is small. */
    String checked(String written, int offset, boolean ignoreCase) {
        String regex = RegexShape.withoutEscapedSlashes(written);
        regexSize += RegexShape.of(regex, ignoreCase).size();
        if (regexSize > RegexShape.MAX_SIZE) {
            throw wrong(
                    offset,
                    "the regular expression is too large",
                    "fewer or smaller repetitions, at most %d instructions".formatted(RegexShape.MAX_SIZE));
        }
        try {
            RegexShape.compile(regex, ignoreCase);
            return regex;
        } catch (PatternSyntaxException e) {
            String rest = e.getPattern() == null || e.getPattern().isEmpty() ? "" : " (" + e.getPattern() + ")";
            throw wrong(offset, "the regular expression is wrong: " + e.getDescription() + rest, "the syntax of RE2");
        }
    }

    /** Counts one more term or value. */
    void countTerm(int offset) {
        if (++terms > FilterParser.MAX_TERMS) {
            throw wrong(offset, "the filter has too many terms", "at most " + FilterParser.MAX_TERMS);
        }
    }

    int columnOf(int offset) {
        return text.codePointCount(0, offset) + 1;
    }

    FilterSyntaxException wrong(int offset, String problem, String expected) {
        return new FilterSyntaxException(text, offset, problem, expected);
    }

    private boolean isBlank(int offset) {
        return Character.isWhitespace(text.charAt(offset));
    }
}
