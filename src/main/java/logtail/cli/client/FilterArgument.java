package logtail.cli.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.UsageException;
import logtail.filter.Filter;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;

/** The filter that a command was given. A mistake in it is pointed at with a caret. */
public final class FilterArgument {
    private static final Pattern COLUMN = Pattern.compile("column (\\d{1,9}): ");

    private FilterArgument() {}

    /**
     * What it means.
     *
     * @throws UsageException when it cannot be understood: says what is wrong and what was expected, and shows where
     */
    public static Filter parse(String filter) {
        try {
            return FilterParser.parse(filter);
        } catch (FilterSyntaxException e) {
            throw new UsageException("bad filter: " + e.getMessage() + '\n' + e.caretLines());
        }
    }

    /** Looks for mistakes before the daemon is asked; throws as {@link #parse} does. */
    public static void check(String filter) {
        if (!filter.isEmpty()) { // most have none, and need not wait for the parser's classes
            parse(filter);
        }
    }

    /** What to throw when the daemon, maybe of another version, has refused a request with this filter. */
    public static CommandFailedException refused(RefusedException refusal, String filter) {
        Matcher column = COLUMN.matcher(String.valueOf(refusal.getMessage()));
        if (refusal.exitCode() != ExitCode.USAGE || filter.isEmpty() || !column.find()) {
            return refusal;
        }
        int at = Math.clamp(Long.parseLong(column.group(1)), 1, filter.codePointCount(0, filter.length()) + 1);
        return new UsageException(refusal.getMessage() + '\n' + FilterSyntaxException.caretLines(filter, at));
    }
}
