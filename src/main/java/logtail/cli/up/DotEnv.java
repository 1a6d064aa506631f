package logtail.cli.up;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code .env} files: {@code KEY=VALUE} lines, with or without {@code export}. A value in single quotes is literal;
 * one in double quotes may contain the escapes {@code \n}, {@code \"} and {@code \\}; an unquoted one ends before a {@code
 * #} that follows a space.
 */
public final class DotEnv {
    private static final Pattern ENTRY = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(#.*)?");
    private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(#.*)?");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private DotEnv() {}

    static Map<String, String> read(Path file) {
        var variables = new LinkedHashMap<String, String>();
        for (EntryLine line : EntryLine.read(file, "")) {
            Matcher entry = ENTRY.matcher(line.text());
            if (!entry.matches()) { // not shown, as it may be a secret
                throw line.mistake("KEY=VALUE");
            }
            variables.put(entry.group(1), value(entry.group(2)));
        }
        return variables;
    }

    private static String value(String text) {
        Matcher single = SINGLE.matcher(text);
        if (single.matches()) {
            return single.group(1);
        }
        Matcher quoted = DOUBLE.matcher(text);
        if (quoted.matches()) {
            return ESCAPE.matcher(quoted.group(1))
                    .replaceAll(
                            escape -> Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1)));
        }
        return text.replaceFirst("\\s+#.*", "");
    }
}
