package logtail.parse;

import logtail.event.Line;
import logtail.event.Slice;

/**
 * Parses an RFC 5424 message (section 6) from its TIMESTAMP on:
 * {@code TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP STRUCTURED-DATA [SP MSG]}. Fields may have any length
 * and hold any bytes but SP; an empty one counts as absent. STRUCTURED-DATA may be missing, as in Logplex bodies: text
 * after MSGID that is no valid structured data is the message.
 */
final class Rfc5424Parser {
    private final IsoTime time;

    Rfc5424Parser(IsoTime time) {
        this.time = time;
    }

    /** Fills {@code line}; false when the header is broken, and {@code line} then partly filled. */
    boolean parse(byte[] bytes, int from, int to, Line line) {
        int at = readTime(bytes, from, to, line);
        at = readField(bytes, at, to, line.host);
        at = readField(bytes, at, to, line.app);
        at = readField(bytes, at, to, line.process);
        if (at > to) {
            return false;
        }
        at = readField(bytes, at, to, line.msgId); // the last mandatory field, so the frame may end here
        readText(bytes, Math.min(at, to), to, line);
        if (line.msgId.isEmpty() && Mnemonic.isAt(bytes, line.message.from(), to)) {
            Mnemonic.read(bytes, line.message.from(), to, line);
        }
        return true;
    }

    /** Returns the position after the SP, or one beyond {@code to} when the time is broken or nothing follows. */
    private int readTime(byte[] bytes, int from, int to, Line line) {
        if (to - from >= 2 && bytes[from] == '-' && bytes[from + 1] == ' ') {
            return from + 2;
        }
        int end = to - from > 10 && bytes[from + 10] == 'T' ? time.read(bytes, from, to) : IsoTime.NONE;
        if (end == IsoTime.NONE || end == to || bytes[end] != ' ') {
            return to + 1;
        }
        line.timeNs = time.timeNs();
        return end + 1;
    }

    private static int readField(byte[] bytes, int from, int to, Slice field) {
        int end = from;
        while (end < to && bytes[end] != ' ') {
            end++;
        }
        if (end > from && !(end == from + 1 && bytes[from] == '-')) {
            field.set(bytes, from, end - from);
        }
        return end + 1;
    }

    private static void readText(byte[] bytes, int from, int to, Line line) {
        int text = from;
        if (from < to && bytes[from] == '-' && (from + 1 == to || bytes[from + 1] == ' ')) {
            text = Math.min(to, from + 2);
        } else if (from < to && bytes[from] == '[') {
            int end = StructuredData.read(bytes, from, to, line);
            if (end >= 0 && (end == to || bytes[end] == ' ')) {
                text = Math.min(to, end + 1);
            } else {
                line.attributes.clear();
                line.token.clear();
            }
        }
        if (startsWithBom(bytes, text, to)) {
            text += 3;
        }
        line.message.set(bytes, text, to - text);
    }

    /** Skips the BOM, which marks the text as UTF-8 and is not part of it: RFC 5424 section 6.4. */
    private static boolean startsWithBom(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }
}
