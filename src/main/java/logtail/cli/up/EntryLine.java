package logtail.cli.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logtail.cli.base.UsageException;

/**
 * A line of a file with one entry per line.
 *
 * @param number line number from 1
 * @param text without surrounding whitespace
 */
public record EntryLine(Path file, int number, String text) {
    /**
     * Reads all lines except blank ones and comments.
     *
     * @param otherwise advice at the end of the message when the file cannot be read
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

    /** Creates an exception for an invalid line. */
    UsageException mistake(String takes) {
        return new UsageException("%s:%d: takes %s".formatted(file, number, takes));
    }
}
