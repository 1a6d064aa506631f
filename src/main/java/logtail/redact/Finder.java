package logtail.redact;

/**
 * Finds the secrets of one kind in a text, from left to right. Must be cheap where there are none, as it sees every line.
 * One thread; allocates nothing for a text without secrets.
 */
abstract class Finder {
    byte[] bytes = {};
    int from;
    int to;

    /** The secret that was found last: {@code bytes[start, end)}. */
    int start;

    int end;

    /** Begins with {@code bytes[from, to)}. */
    void open(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** Finds the first secret that begins at {@code at} or later; calls go from left to right. */
    abstract boolean next(int at);

    /** Remembers what was found; false when it was redacted before and is no secret any more. */
    final boolean found(int start, int end) {
        if (Placeholders.covers(bytes, from, to, start, end)) {
            return false;
        }
        this.start = start;
        this.end = end;
        return true;
    }

    /** Whether a word may begin at {@code at}: it is the first byte, or none of a word is before it. */
    final boolean isWordStart(int at) {
        return at == from || !Bytes.isWord(bytes[at - 1]);
    }

    /** Whether a word may end before {@code at}. */
    final boolean isWordEnd(int at) {
        return at == to || !Bytes.isWord(bytes[at]);
    }

    /** Whether a number at {@code at} would be a part of a longer one such as a decimal fraction or a version. */
    final boolean isBehindPoint(int at) {
        return at - 1 > from && bytes[at - 1] == '.' && Bytes.isDigit(bytes[at - 2]);
    }

    /** Whether the number that ends before {@code at} goes on behind a point. */
    final boolean isBeforePoint(int at) {
        return at + 1 < to && bytes[at] == '.' && Bytes.isDigit(bytes[at + 1]);
    }
}
