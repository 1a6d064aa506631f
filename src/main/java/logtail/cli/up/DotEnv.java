package logtail.cli.up;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code .env} files as the dotenv libraries agree: {@code KEY=VALUE}, with or without {@code export}; a name alone adds
 * nothing, as the processes inherit our environment. A value in quotes may go over several lines. In single quotes it is
 * literal; in double quotes {@code \n}, {@code \r}, {@code \t}, {@code \"}, {@code \$}, {@code \`} and {@code \\} are escapes. An
 * unquoted one ends before a {@code #} that follows a space. Variables inside a value are not expanded.
 */
public final class DotEnv {
    private static final Pattern ENTRY = Pattern.compile("\\s*(?:export\\s+)?([\\w.-]+)\\s*=\\s*(.*)", Pattern.DOTALL);
    private static final Pattern NAME_ALONE = Pattern.compile("\\s*(?:export\\s+)?[\\w.-]+\\s*(?:#.*)?");
    private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(#.*)?");
    private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*(#.*)?", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*");

    private final List<EntryLine> lines;
    private int at;

    private DotEnv(List<EntryLine> lines) {
        this.lines = lines;
    }

    static Map<String, String> read(Path file) {
        return new DotEnv(EntryLine.read(file, "")).entries();
    }

    private Map<String, String> entries() {
        var variables = new LinkedHashMap<String, String>();
        while (at < lines.size()) {
            EntryLine line = lines.get(at++);
            if (line.isIdle() || NAME_ALONE.matcher(line.text()).matches()) {
                continue;
            }
            Matcher entry = ENTRY.matcher(line.text());
            if (!entry.matches() || line.text().indexOf('\0') >= 0) { // not shown, as it may be a secret
                throw line.mistake("KEY=VALUE");
            }
            variables.put(entry.group(1), value(entry.group(2)));
        }
        return variables;
    }

    /** The value that begins with {@code text}, and goes on in the next lines when it is in quotes that are not closed. */
    private String value(String text) {
        if (!text.startsWith("'") && !text.startsWith("\"")) {
            return unquoted(text);
        }
        var whole = new StringBuilder(text);
        for (int next = at; ; next++) {
            Matcher single = SINGLE.matcher(whole);
            Matcher quoted = DOUBLE.matcher(whole);
            if (single.matches() || quoted.matches()) {
                at = next;
                return text.startsWith("'") ? single.group(1) : unescaped(quoted.group(1));
            }
            boolean isClosed =
                    SINGLE.matcher(whole).lookingAt() || DOUBLE.matcher(whole).lookingAt();
            if (isClosed || next == lines.size()) {
                return unquoted(text); // the quote is part of the value
            }
            whole.append('\n').append(lines.get(next).text());
        }
    }

    private static String unquoted(String text) {
        return COMMENT.matcher(text).replaceFirst("").strip();
    }

    private static String unescaped(String text) {
        var value = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            int escape = "nrt\"$`\\".indexOf(next);
            if (escape < 0) {
                value.append(c);
            } else {
                value.append("\n\r\t\"$`\\".charAt(escape));
                i++;
            }
        }
        return value.toString();
    }
}
