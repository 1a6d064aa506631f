package logtail.cli.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logtail.cli.base.UsageException;

/**
 * A line of a file with one entry a line.
 *
 * @param number from 1
 * @param text without the space around it
 */
public record EntryLine(Path file, int number, String text) {
    /**
     * All but blank lines and comments.
     *
     * @param otherwise what to do about a file that cannot be read, as the end of a message
     */
    static List<EntryLine> read(Path file, String otherwise) {
        try {
            var entries = new ArrayList<EntryLine>();
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String text = lines.get(i).strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    entries.add(new EntryLine(file, i + 1, text));
                }
            }
            return entries;
        } catch (IOException e) {
            throw new UsageException("cannot read " + file + otherwise);
        }
    }

    /** It is not what such a file takes. */
    UsageException mistake(String takes) {
        return new UsageException("%s:%d: takes %s".formatted(file, number, takes));
    }
}
