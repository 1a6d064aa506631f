package logtail.redact;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import logtail.filter.RegexShape;

/**
 * Reads rules from text.
 *
 * <pre>
 * rules  = [ rule *( separator rule ) ]
 * rule   = kind [ "=" action ]                  ; mask when there is no action
 * kind   = "card" / "token" / "key" / "email" / "ipv4" / "ipv6" / "re:/" regex "/" [ "i" ]
 * action = "mask" / "hash" / "drop"
 * separator = 1*( white space / ";" / "," )
 * </pre>
 *
 * A slash in a regex is written {@code \/}.
 */
final class RuleReader {
    private static final int MOST_RULES = 32;
    private static final String REGEX = "re:/";
    private static final String KINDS = Arrays.stream(Kind.values())
                    .filter(kind -> kind != Kind.RE)
                    .map(Kind::word)
                    .collect(Collectors.joining(", "))
            + " or re:/REGEX/";
    private static final String ACTIONS =
            Arrays.stream(Action.values()).map(Action::word).collect(Collectors.joining(", "));

    private final String text;
    private final List<Rule> rules = new ArrayList<>();
    private int at;
    private int regexes;
    private int size; // of all regexes

    private RuleReader(String text) {
        this.text = text;
    }

    /**
     * Reads all rules.
     *
     * @throws RuleSyntaxException when they cannot be understood
     */
    static List<Rule> read(String text) {
        return new RuleReader(text).rules();
    }

    private List<Rule> rules() {
        skipSeparators();
        while (at < text.length()) {
            int from = at;
            Rule rule = rule();
            if (rules.stream().anyMatch(other -> isSame(other, rule))) {
                throw new RuleSyntaxException(from + 1, text.substring(from, at), "each kind once");
            }
            if (rules.size() == MOST_RULES) {
                throw new RuleSyntaxException(from + 1, text.substring(from, at), "at most " + MOST_RULES + " rules");
            }
            rules.add(rule);
            skipSeparators();
        }
        return List.copyOf(rules);
    }

    private static boolean isSame(Rule one, Rule other) {
        return one.kind() == other.kind()
                && one.regex().equals(other.regex())
                && one.ignoreCase() == other.ignoreCase();
    }

    private Rule rule() {
        if (text.startsWith(REGEX, at)) {
            int from = at;
            at += REGEX.length();
            String regex = regex(from);
            boolean ignoreCase = text.startsWith("i", at);
            at += ignoreCase ? 1 : 0;
            check(regex, ignoreCase, from);
            return new Rule("re" + ++regexes, Kind.RE, action(), regex, ignoreCase);
        }
        int from = at;
        String word = word();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.RE && kind.word().equals(word.toLowerCase(Locale.ROOT))) {
                return new Rule(kind.word(), kind, action(), "", false);
            }
        }
        throw new RuleSyntaxException(from + 1, word.isEmpty() ? text.substring(at, at + 1) : word, KINDS);
    }

    /** The text up to the slash that ends it, which is consumed. */
    private String regex(int ruleFrom) {
        int from = at;
        while (at < text.length() && text.charAt(at) != '/') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new RuleSyntaxException(ruleFrom + 1, text.substring(ruleFrom), "re:/REGEX/, with \\/ for a slash");
        }
        String regex = RegexShape.withoutEscapedSlashes(text.substring(from, at));
        at++;
        return regex;
    }

    private void check(String regex, boolean ignoreCase, int ruleFrom) {
        String rule = text.substring(ruleFrom, at);
        if (regex.isEmpty()) {
            throw new RuleSyntaxException(ruleFrom + 1, rule, "a regular expression between the slashes");
        }
        try {
            RegexShape.compile(regex, ignoreCase);
        } catch (PatternSyntaxException e) {
            throw new RuleSyntaxException(ruleFrom + 1, rule, "a regular expression of RE2, but " + e.getMessage());
        }
        size += Math.min(
                RegexShape.MAX_SIZE + 1, RegexShape.of(regex, ignoreCase).size());
        if (size > RegexShape.MAX_SIZE) {
            throw new RuleSyntaxException(
                    ruleFrom + 1, rule, "expressions of at most " + RegexShape.MAX_SIZE + " steps together");
        }
    }

    private Action action() {
        if (at == text.length() || isSeparator(text.charAt(at))) {
            return Action.MASK;
        }
        int from = at;
        if (text.charAt(at) != '=') {
            throw new RuleSyntaxException(from + 1, word(), "= and an action, or the end of the rule");
        }
        at++;
        String word = word();
        for (Action action : Action.values()) {
            if (action.word().equals(word.toLowerCase(Locale.ROOT))) {
                return action;
            }
        }
        throw new RuleSyntaxException(from + 2, word, ACTIONS);
    }

    /** The text up to {@code =}, a separator or the end. */
    private String word() {
        int from = at;
        while (at < text.length() && text.charAt(at) != '=' && !isSeparator(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private void skipSeparators() {
        while (at < text.length() && isSeparator(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSeparator(char c) {
        return c == ';' || c == ',' || Character.isWhitespace(c);
    }
}
