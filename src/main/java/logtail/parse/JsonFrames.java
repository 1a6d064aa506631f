package logtail.parse;

import logtail.event.WholeCharacters;

/**
 * Frames of JSON, one event each: the values of a text that follow each other, with white space between them or not (one object,
 * NDJSON, RFC 7464), or the elements of an array on top. An array of any length passes through; of a value only as much is kept as a
 * frame may have, and the rest of it is skipped. White space outside of strings is taken out of values that have a line end there, so
 * that a pretty-printed object becomes one line; the bytes wrapped are changed for that.
 *
 * <p>Only the structure is looked at: strings and brackets. A line on top that begins as no value does is a frame of its own, as it
 * is among lines. What else is between the elements of an array, brackets that do not match and an end within a value are a
 * {@link #fault}.
 */
public final class JsonFrames implements Frames {
    private static final byte RECORD_SEPARATOR = 0x1E; // before each value of RFC 7464
    private static final int MAX_CHECKED_DEPTH = Long.SIZE;
    private static final int MAX_WORD_BYTES = 1024; // digits of a number

    private enum Kind {
        /** A string, an array or an object. */
        NESTED,
        /** A number, {@code true}, {@code false} or {@code null}. */
        WORD,
        /** No JSON: up to the end of the line. */
        TEXT
    }

    private final int maxFrameBytes;
    private final JsonSkip skip = new JsonSkip();
    private byte[] bytes = {};
    private int wrappedFrom;
    private long offset; // of wrappedFrom, in all that came
    private int at;
    private int to;
    private boolean isInArray;
    private boolean wantsComma;
    private boolean isValue; // a value begins at at, or is being skipped there
    private int scanned; // bytes of it that were looked at
    private boolean isSkipping;
    private Kind kind = Kind.NESTED;
    private boolean isInString;
    private boolean isPretty;
    private int depth;
    private long objects; // bit n: whether the bracket at depth n is that of an object
    private int frameFrom;
    private int frameTo;
    private boolean isTruncated;
    private String fault = "";

    /** @param maxFrameBytes the longest value, at least 1, but for lines that logtail wrote; longer ones are cut */
    public JsonFrames(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void wrap(byte[] bytes, int from, int to) {
        offset += at - wrappedFrom;
        wrappedFrom = from;
        this.bytes = bytes;
        this.to = to;
        at = from;
        scanned = Math.min(scanned, to - from);
    }

    @Override
    public int mostBytes(int maxFrameBytes) {
        return OwnNdjson.mostBytes(maxFrameBytes);
    }

    @Override
    public boolean next() {
        while (fault.isEmpty() && (isValue || findValue())) {
            if (scan()) {
                return true;
            }
            if (isValue) {
                return false; // it goes on in what has not come yet
            }
        }
        return false;
    }

    private boolean scan() {
        return switch (kind) {
            case NESTED -> scanNested();
            case WORD -> scanWord();
            case TEXT -> scanText();
        };
    }

    @Override
    public boolean end() {
        if (fault.isEmpty() && isValue && kind == Kind.WORD && isWord(to)) {
            return endValue(to);
        }
        if (fault.isEmpty() && isValue && kind != Kind.NESTED && !isInArray) {
            return endValue(to);
        }
        if (fault.isEmpty() && (isValue || isInArray)) {
            fault = "the JSON ends within %s".formatted(isValue ? "a value" : "its array");
        }
        return false;
    }

    /** Moves to the value that begins next; false when there is none, or a fault. */
    private boolean findValue() {
        while (at < to && fault.isEmpty()) {
            byte b = bytes[at];
            if (isSpace(b) || b == RECORD_SEPARATOR || isByteOrderMark(b)) {
                at++;
            } else if (isInArray && (b == ']' || (b == ',' && wantsComma))) {
                isInArray = b != ']';
                wantsComma = false;
                at++;
            } else if (wantsComma) {
                fail("no comma and no end of the array");
            } else if (b == '[' && !isInArray) {
                isInArray = true;
                at++;
            } else if (isBegin(b) || !isInArray) {
                begin(b);
                return true;
            } else {
                fail("no JSON");
            }
        }
        return false;
    }

    private void begin(byte b) {
        isValue = true;
        kind = !isBegin(b) ? Kind.TEXT : b == '{' || b == '[' || b == '"' ? Kind.NESTED : Kind.WORD;
        isInString = false;
        isPretty = false;
        isSkipping = false;
        depth = 0;
        scanned = 0;
    }

    private boolean scanWord() {
        int i = at + scanned;
        while (i < to && !isSpace(bytes[i]) && bytes[i] != ',' && bytes[i] != ']' && bytes[i] != RECORD_SEPARATOR) {
            i++;
        }
        if (i == to && i - at <= MAX_WORD_BYTES) {
            return pauseAt(i);
        }
        if (isWord(i)) {
            return endValue(i);
        }
        if (isInArray) {
            fail("no JSON");
            return false;
        }
        kind = Kind.TEXT;
        return scanText();
    }

    private boolean isWord(int end) {
        return skip.value(bytes, at, end) == end;
    }

    private boolean scanText() {
        int end = ByteScan.indexOf(bytes, at + scanned, to, (byte) '\n');
        if (end < 0) {
            return pauseAt(to);
        }
        boolean hasReturn = end > at && bytes[end - 1] == '\r';
        return endValue(hasReturn ? end - 1 : end);
    }

    private boolean scanNested() {
        int i = at + scanned;
        while (i < to) {
            if (isInString) {
                i = scanString(i);
                if (isInString) {
                    return pauseAt(i);
                }
            } else if (!step(bytes[i])) {
                fail("a bracket that does not match, or a record separator within a value", i);
                return false;
            } else {
                i++;
            }
            if (depth == 0 && !isInString) {
                return endValue(i);
            }
        }
        return pauseAt(i);
    }

    /** Behind the end of the string, or where to go on looking for it. */
    private int scanString(int from) {
        int i = from;
        while (true) {
            i = ByteScan.indexOf(bytes, i, to, (byte) '"', (byte) '\\');
            if (i < 0) {
                return to;
            }
            if (bytes[i] == '"') {
                isInString = false;
                return i + 1;
            }
            if (i + 1 == to) {
                return i; // what is escaped has not come yet
            }
            i += 2;
        }
    }

    /** Takes a byte outside of strings; false when it cannot stand there. */
    private boolean step(byte b) {
        switch (b) {
            case '"' -> isInString = true;
            case '{', '[' -> {
                if (depth < MAX_CHECKED_DEPTH) {
                    long bit = 1L << depth;
                    objects = b == '{' ? objects | bit : objects & ~bit;
                }
                depth++;
            }
            case '}', ']' -> {
                depth--;
                boolean isObject = depth >= MAX_CHECKED_DEPTH ? b == '}' : (objects >>> depth & 1) == 1;
                return isObject == (b == '}');
            }
            case '\n' -> isPretty = true;
            case RECORD_SEPARATOR -> {
                return false;
            }
            default -> {
                // within a word, or between
            }
        }
        return true;
    }

    /** The value ends here; true when it is a frame. */
    private boolean endValue(int end) {
        boolean isFrame = !isSkipping;
        if (isFrame) {
            give(at, end);
        }
        at = end;
        scanned = 0;
        isValue = false;
        isSkipping = false;
        wantsComma = isInArray;
        return isFrame;
    }

    /** The value goes on in bytes that have not come yet; true when it is a frame by now, as it is too long. */
    private boolean pauseAt(int i) {
        boolean isFrame = !isSkipping && to - at > OwnNdjson.mostBytes(bytes, at, to, maxFrameBytes);
        if (isFrame) {
            give(at, to);
        }
        isSkipping |= isFrame;
        if (isSkipping) {
            at = i;
        }
        scanned = i - at;
        return isFrame;
    }

    private void give(int from, int end) {
        frameFrom = from;
        frameTo = Math.min(end, from + OwnNdjson.mostBytes(bytes, from, end, maxFrameBytes));
        isTruncated = frameTo < end;
        frameTo = isTruncated ? WholeCharacters.end(bytes, from, frameTo) : frameTo;
        if (isPretty) {
            frameTo = withoutSpaces(from, frameTo);
        }
    }

    /** Moves the bytes of a value together; gives its new end. */
    private int withoutSpaces(int from, int end) {
        int into = from;
        boolean isQuoted = false;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (isQuoted && b == '\\' && i + 1 < end) {
                bytes[into++] = b;
                bytes[into++] = bytes[++i];
            } else if (isQuoted || !isSpace(b)) {
                bytes[into++] = b;
                isQuoted ^= b == '"';
            }
        }
        return into;
    }

    private void fail(String what) {
        fail(what, at);
    }

    private void fail(String what, int where) {
        fault = "there is %s at byte %d".formatted(what, offset + where - wrappedFrom);
    }

    private static boolean isBegin(byte b) {
        return switch (b) {
            case '{', '[', '"', '-', 't', 'f', 'n' -> true;
            default -> Digits.isDigit(b);
        };
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private static boolean isByteOrderMark(byte b) {
        return b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
    }

    @Override
    public int frameFrom() {
        return frameFrom;
    }

    @Override
    public int frameTo() {
        return frameTo;
    }

    @Override
    public boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public int emptyFrames() {
        return 0;
    }

    @Override
    public int restFrom() {
        return at;
    }

    @Override
    public String fault() {
        return fault;
    }
}
