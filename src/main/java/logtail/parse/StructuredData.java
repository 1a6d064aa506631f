package logtail.parse;

import logtail.event.Attributes;
import logtail.event.Line;

/**
 * Parses STRUCTURED-DATA (RFC 5424 section 6.3) into attributes {@code sdId.name}; an element without parameters
 * becomes the attribute {@code sdId} with an empty value. More lenient than the RFC where senders are careless and the
 * meaning is clear: any length, repeated SD-IDs, SP after {@code =}, several SP between parameters, unescaped {@code ]}
 * inside quotes. A token for us ({@link SentToken}) becomes {@link Line#token} and no attribute.
 */
final class StructuredData {
    private static final int INVALID = -1;

    private StructuredData() {}

    /**
     * Parses all elements from the {@code [} at {@code from} on.
     *
     * @return where they end, or -1 when they are no structured data; attributes and token are then cleared
     */
    static int read(byte[] bytes, int from, int to, Line line) {
        int at = from;
        while (at < to && bytes[at] == '[') {
            at = readElement(bytes, at + 1, to, line);
            if (at == INVALID) {
                line.attributes.clear();
                line.token.clear();
                return INVALID;
            }
        }
        return at;
    }

    private static int readElement(byte[] bytes, int from, int to, Line line) {
        int idEnd = nameEnd(bytes, from, to);
        if (idEnd == from || idEnd == to) {
            return INVALID;
        }
        int at = idEnd;
        boolean isBare = true;
        while (at < to && bytes[at] == ' ') {
            at = skipSpaces(bytes, at, to);
            if (at < to && bytes[at] == ']' && !isBare) {
                break;
            }
            isBare = false;
            at = readParameter(bytes, from, idEnd, at, to, line);
            if (at == INVALID) {
                return INVALID;
            }
        }
        if (at == to || bytes[at] != ']') {
            return INVALID;
        }
        if (isBare) {
            line.attributes.begin(bytes, from, from, from, idEnd);
            line.attributes.end();
        }
        return at + 1;
    }

    private static int readParameter(byte[] bytes, int idFrom, int idTo, int from, int to, Line line) {
        int nameEnd = nameEnd(bytes, from, to);
        if (nameEnd == from || nameEnd == to || bytes[nameEnd] != '=') {
            return INVALID;
        }
        int at = skipSpaces(bytes, nameEnd + 1, to);
        if (at == to || bytes[at] != '"') {
            return INVALID;
        }
        Attributes attributes = line.attributes;
        if (SentToken.isIn(bytes, idFrom, idTo, from, nameEnd)) {
            int end = readValue(bytes, at + 1, to, attributes); // no pair is open, so nothing is kept
            if (end != INVALID) {
                setToken(bytes, at + 1, end - 1, line);
            }
            return end;
        }
        attributes.begin(bytes, idFrom, idTo, from, nameEnd);
        int end = readValue(bytes, at + 1, to, attributes);
        attributes.end();
        return end;
    }

    /** A token is taken as it is where it stands, but for one with escapes, which few have and which is copied. */
    private static void setToken(byte[] bytes, int from, int to, Line line) {
        line.token.set(bytes, from, to - from);
        if (ByteScan.indexOf(bytes, from, to, (byte) '\\') < 0) {
            return;
        }
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; at++) {
            at += bytes[at] == '\\' && at + 1 < to && isEscapable(bytes[at + 1]) ? 1 : 0;
            plain[length++] = bytes[at];
        }
        line.token.set(plain, 0, length);
    }

    /** Only a quote, a backslash and a bracket are escapes; a backslash before anything else stands for itself. */
    private static int readValue(byte[] bytes, int from, int to, Attributes attributes) {
        int kept = from;
        for (int at = from; at < to; at++) {
            if (bytes[at] == '"') {
                attributes.append(bytes, kept, at);
                return at + 1;
            }
            if (bytes[at] == '\\' && at + 1 < to && isEscapable(bytes[at + 1])) {
                attributes.append(bytes, kept, at);
                kept = at + 1;
                at++;
            }
        }
        return INVALID;
    }

    private static boolean isEscapable(byte b) {
        return b == '"' || b == '\\' || b == ']';
    }

    /** The end of an SD-NAME: the first control character, SP, {@code =}, quote or closing bracket. */
    private static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isName(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isName(byte b) {
        return (b < 0 || b > ' ') && b != '=' && b != '"' && b != ']' && b != 0x7F;
    }

    private static int skipSpaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }
}
