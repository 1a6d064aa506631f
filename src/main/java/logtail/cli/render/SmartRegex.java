package logtail.cli.render;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import logtail.cli.base.BadValueException;

/** Regular expressions as typed: one without upper-case letters means any case. Pure. */
public final class SmartRegex {
    private SmartRegex() {}

    /** What it is in the daemon's filter language. */
    public static String term(String option, String regex) {
        compile(option, regex); // a slip is told before anything is sent
        var term = new StringBuilder("/");
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length()) {
                term.append(c).append(regex.charAt(++i));
            } else {
                term.append(c == '/' ? "\\/" : String.valueOf(c));
            }
        }
        return term.append(ignoresCase(regex) ? "/i" : "/").toString();
    }

    /** What it is here. */
    static Pattern compile(String option, String regex) {
        if (regex.isEmpty()) {
            throw new BadValueException(option, regex, "a regular expression, as in 'time(d )?out'");
        }
        try {
            return Pattern.compile(regex, ignoresCase(regex) ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        } catch (PatternSyntaxException e) {
            throw new BadValueException(
                    option,
                    regex,
                    "a regular expression (" + e.getDescription() + " at column " + (Math.max(e.getIndex(), 0) + 1)
                            + ")");
        }
    }

    /** An upper-case letter behind a backslash is a class ({@code \S}), no text. */
    private static boolean ignoresCase(String regex) {
        for (int i = 0; i < regex.length(); i++) {
            if (regex.charAt(i) == '\\') {
                i++;
            } else if (Character.isUpperCase(regex.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
