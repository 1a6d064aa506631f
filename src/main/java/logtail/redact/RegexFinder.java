package logtail.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import logtail.filter.Literal;
import logtail.filter.RegexShape;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a regular expression matches: its first group where that takes part, else all of it. The expression, which
 * allocates, runs only on texts that contain one of the {@linkplain RegexShape#literals literals} of every match.
 */
final class RegexFinder extends Finder {
    private final Pattern pattern;
    private final boolean hasGroup;
    private final Literal[] literals;
    private @Nullable Matcher matcher;

    RegexFinder(String regex, boolean ignoreCase) {
        pattern = RegexShape.compile(regex, ignoreCase);
        hasGroup = pattern.groupCount() > 0;
        literals = RegexShape.of(regex, ignoreCase).literals().stream()
                .map(text -> new Literal(text, ignoreCase))
                .toArray(Literal[]::new);
    }

    @Override
    void open(byte[] bytes, int from, int to) {
        super.open(bytes, from, to);
        boolean mayMatch = literals.length == 0;
        for (int i = 0; i < literals.length && !mayMatch; i++) {
            mayMatch = literals[i].isIn(bytes, from, to);
        }
        matcher = mayMatch ? pattern.matcher(Utf8.wellFormed(Arrays.copyOfRange(bytes, from, to))) : null;
    }

    @Override
    boolean next(int at) {
        while (matcher != null && matcher.find()) {
            int group = hasGroup && matcher.start(1) >= 0 ? 1 : 0;
            int first = from + matcher.start(group);
            int last = from + matcher.end(group);
            if (first >= at && last > first && found(first, last)) {
                return true;
            }
        }
        matcher = null;
        return false;
    }
}
