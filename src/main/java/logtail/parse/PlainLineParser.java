package logtail.parse;

import logtail.event.Line;

/**
 * Parses a line of text as an app writes it: the message is the whole line. The members of a JSON object give time,
 * severity and names (see {@link JsonScanner}); other text may give a severity (see {@link LevelScanner}). No line is
 * malformed.
 */
public final class PlainLineParser implements LineParser {
    private final JsonScanner json = new JsonScanner();

    @Override
    public void parse(byte[] bytes, int from, int to, long nowNs, Line line) {
        line.clear();
        line.message.set(bytes, from, to - from);
        int first = from;
        while (first < to && isSpace(bytes[first])) {
            first++;
        }
        if (first == to) {
            return;
        }
        if (bytes[first] != '{' || !json.scan(bytes, first, to, line)) {
            line.severity = LevelScanner.level(bytes, first, to);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
