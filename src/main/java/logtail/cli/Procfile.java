package logtail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an app runs.
 *
 * @param commands shell commands by the name of their process type, in the order of the file
 */
record Procfile(SequencedMap<String, String> commands) {
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9_-]+):\\s*(\\S.*)");

    static Procfile read(Path file) {
        try {
            return parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UsageException("cannot read " + file + "; name another with -f");
        }
    }

    /** Blank lines and comments are passed over; anything else must be {@code NAME: COMMAND}. */
    static Procfile parse(Path file, List<String> lines) {
        var commands = new LinkedHashMap<String, String>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher entry = ENTRY.matcher(line);
            if (!entry.matches() || commands.putIfAbsent(entry.group(1), entry.group(2)) != null) {
                throw new UsageException("%s:%d: takes NAME: COMMAND, each name once, not: %s"
                        .formatted(file, i + 1, VisibleText.of(line)));
            }
        }
        if (commands.isEmpty()) {
            throw new UsageException(file + " names no process");
        }
        return new Procfile(commands);
    }
}
