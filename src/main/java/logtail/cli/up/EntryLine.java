package logtail.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logtail.cli.base.UsageException;

/**
 * A line of a file.
 *
 * @param number line number from 1
 * @param text without its line end
 */
public record EntryLine(Path file, int number, String text) {
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /**
     * Reads all lines of UTF-8, with or without a byte order mark, each ending with LF or CRLF.
     *
     * @param otherwise advice at the end of the message when the file cannot be read
     */
    static List<EntryLine> read(Path file, String otherwise) {
        try {
            var lines = new ArrayList<EntryLine>();
            byte[] bytes = Files.readAllBytes(file);
            for (int start = 0; start < bytes.length; ) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                int length = end - start - (end > start && bytes[end - 1] == '\r' ? 1 : 0);
                lines.add(line(file, lines.size() + 1, ByteBuffer.wrap(bytes, start, length)));
                start = end + 1;
            }
            return lines;
        } catch (NoSuchFileException e) {
            throw new UsageException("cannot read " + file + ": there is no such file" + otherwise);
        } catch (IOException e) {
            throw new UsageException("cannot read " + file + ": " + reason(e) + otherwise);
        }
    }

    /** Whether it says nothing: blank, or a comment. */
    boolean isIdle() {
        return text.isBlank() || text.strip().startsWith("#");
    }

    /** Creates an exception for an invalid line. */
    UsageException mistake(String takes) {
        return new UsageException("%s:%d: takes %s".formatted(file, number, takes));
    }

    private static EntryLine line(Path file, int number, ByteBuffer bytes) {
        try {
            String text = UTF_8.newDecoder().decode(bytes).toString();
            boolean isMarked = number == 1 && text.startsWith(BYTE_ORDER_MARK);
            return new EntryLine(file, number, isMarked ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new EntryLine(file, number, "").mistake("UTF-8; it has another encoding");
        }
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
