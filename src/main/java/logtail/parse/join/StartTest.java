package logtail.parse.join;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.MatchResult;

/** An expression that the first line of each event matches somewhere. Linear in the line, and bounded in size. Any thread. */
final class StartTest {
    static final int MAX_CHARS = 200;

    private static final int MAX_REPETITIONS = 10_000; // of all counts multiplied, as if they stood in each other
    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d*)(?:,(\\d*))?}");
    private static final int MAX_BYTES = 1024; // of a line that are looked at

    private final Pattern pattern;

    private StartTest(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Empty when it is no expression, or one that would take much memory. */
    static Optional<StartTest> of(String expression) {
        if (expression.isEmpty() || expression.length() > MAX_CHARS || isHuge(expression)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StartTest(Pattern.compile(expression)));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    boolean matches(byte[] bytes, int from, int to) {
        return pattern.matcher(Arrays.copyOfRange(bytes, from, Math.min(to, from + MAX_BYTES)))
                .find();
    }

    private static boolean isHuge(String expression) {
        long product = 1;
        for (MatchResult count : COUNT.matcher(expression).results().toList()) {
            String most = count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
            boolean isLong = most.length() > 4;
            product *= most.isEmpty() ? 1 : isLong ? MAX_REPETITIONS : Math.max(1, Integer.parseInt(most));
            if (product > MAX_REPETITIONS) {
                return true;
            }
        }
        return false;
    }
}
