package logtail.drain.sink.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What a drain has written into a file and the full ones beside it. */
final class FileLines {
    private FileLines() {}

    /** All lines, oldest first. */
    static List<String> all(Path path) throws IOException {
        var lines = new ArrayList<String>();
        for (Path file : files(path).reversed()) {
            lines.addAll(of(file));
        }
        return lines;
    }

    /** The file itself, then the full ones, newest first. */
    static List<Path> files(Path path) {
        var files = new ArrayList<Path>();
        Path next = path;
        for (int number = 1; Files.exists(next); number++) {
            files.add(next);
            Path plain = path.resolveSibling(path.getFileName() + "." + number);
            next = Files.exists(plain) ? plain : path.resolveSibling(plain.getFileName() + ".gz");
        }
        return files;
    }

    private static List<String> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream lines = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            String text = new String(lines.readAllBytes(), UTF_8);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError(
                        file + " ends with a torn line: " + text.substring(text.lastIndexOf('\n') + 1));
            }
            return text.lines().toList();
        }
    }

    /** The ids that lines of NDJSON tell. */
    static List<Long> ids(List<String> lines) {
        return lines.stream()
                .map(line -> {
                    byte[] bytes = line.getBytes(UTF_8);
                    return WrittenLines.id(bytes, 0, bytes.length);
                })
                .toList();
    }
}
