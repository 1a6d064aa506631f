package logtail.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import logtail.event.Line;
import logtail.parse.LineParser;

/**
 * Lines as a socket brings them: line {@code i} is {@code bytes[from[i], to[i])}, without what frames it.
 *
 * @param bytes all lines and their framing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Wire(byte[] bytes, int[] from, int[] to) {
    static Wire of(List<String> texts, UnaryOperator<String> before, String after) {
        var out = new ByteArrayOutputStream();
        int[] from = new int[texts.size()];
        int[] to = new int[texts.size()];
        for (int i = 0; i < from.length; i++) {
            out.writeBytes(before.apply(texts.get(i)).getBytes(UTF_8));
            from[i] = out.size();
            out.writeBytes(texts.get(i).getBytes(UTF_8));
            to[i] = out.size();
            out.writeBytes(after.getBytes(UTF_8));
        }
        return new Wire(out.toByteArray(), from, to);
    }

    /** Parses all lines, one after the other, into the same {@code line}. */
    Line parse(LineParser parser, Line line) {
        for (int i = 0; i < from.length; i++) {
            parser.parse(bytes, from[i], to[i], LineBenchmark.NOW_NS, line);
        }
        return line;
    }
}
