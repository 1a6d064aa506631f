package logtail.filter;

/** Visits every {@code key=value} of a text, by the rules of {@link LogfmtValues}. One thread. */
final class LogfmtWalk {
    private final FieldWalk.Visitor visitor;
    private final Escapes escapes;

    LogfmtWalk(FieldWalk.Visitor visitor, Escapes escapes) {
        this.visitor = visitor;
        this.escapes = escapes;
    }

    void walk(byte[] bytes, int from, int to) {
        int nameFrom = from;
        for (int at = from; at < to; at++) {
            if (LogfmtValues.IN_NAMES[bytes[at] & 0xFF]) {
                continue;
            }
            if (bytes[at] == '=' && at > nameFrom) {
                String key = Terms.key(bytes, nameFrom, at);
                if (!key.isEmpty()) {
                    boolean isParameter = nameFrom > from && (bytes[nameFrom - 1] == '?' || bytes[nameFrom - 1] == '&');
                    value(bytes, at + 1, to, key, isParameter);
                }
            }
            nameFrom = at + 1;
        }
    }

    private void value(byte[] bytes, int from, int to, String key, boolean isParameter) {
        if (from < to && bytes[from] == '"') {
            quoted(bytes, from + 1, to, key);
            return;
        }
        int end = LogfmtValues.plainEnd(bytes, from, to, isParameter);
        int trimmed = LogfmtValues.trimmedEnd(bytes, from, end);
        visitor.visit(FieldWalk.Source.LOGFMT, key, bytes, from, trimmed, false);
        if (trimmed < end) {
            visitor.visit(FieldWalk.Source.LOGFMT, key, bytes, from, end, true);
        }
    }

    private void quoted(byte[] bytes, int from, int to, String key) {
        int end = LogfmtValues.quotedEnd(bytes, from, to);
        for (int at = from; at < end; at++) {
            if (bytes[at] == '\\') {
                escapes.remove(bytes, from, end);
                visitor.visit(FieldWalk.Source.LOGFMT, key, escapes.bytes(), 0, escapes.length(), false);
                return;
            }
        }
        visitor.visit(FieldWalk.Source.LOGFMT, key, bytes, from, end, false);
    }
}
