package logtail.cli.up;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;

/**
 * Process types of an app.
 *
 * @param commands shell commands by process type, in file order
 */
public record Procfile(SequencedMap<String, String> commands) {
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9_-]+):\\s*(\\S.*)");

    /** Reads a file of entries {@code NAME: COMMAND}. */
    static Procfile read(Path file) {
        var commands = new LinkedHashMap<String, String>();
        for (EntryLine line : EntryLine.read(file, "; name another with -f")) {
            if (line.isIdle()) {
                continue;
            }
            Matcher entry = ENTRY.matcher(line.text().strip());
            if (!entry.matches() || commands.putIfAbsent(entry.group(1), entry.group(2)) != null) {
                throw line.mistake("NAME: COMMAND, each name once, not: " + VisibleText.of(line.text()));
            }
        }
        if (commands.isEmpty()) {
            throw new UsageException(file + " names no process");
        }
        return new Procfile(commands);
    }
}
