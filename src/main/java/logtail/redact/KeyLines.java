package logtail.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;
import logtail.event.Slice;

/**
 * Remembers which sources are amid a private key whose lines come as events of their own, by their names. Bounded: {@value
 * #MOST_SOURCES} sources, each for {@value #MOST_LINES} lines; the one that opened first gives way. One thread.
 */
final class KeyLines {
    /** The key in a line: {@code bytes[from, to)}; -1 for none. */
    private int secretFrom = -1;

    private int secretTo;

    private static final int MOST_SOURCES = 16;
    private static final int MOST_LINES = 400; // an RSA key of 16384 bits has about 200
    private static final int LEAST_WORD = 32; // of base64 behind other text
    private static final byte[][] HEADERS = {
        "Proc-Type:".getBytes(US_ASCII), "DEK-Info:".getBytes(US_ASCII), "Comment:".getBytes(US_ASCII),
    };

    private final long[] sources = new long[MOST_SOURCES];
    private final int[] linesLeft = new int[MOST_SOURCES];
    private int newest;
    private int open;

    /** The source of a line, as far as its names tell. */
    static long source(Line line) {
        return hash(hash(hash(1, line.app), line.process), line.host);
    }

    boolean isAnyOpen() {
        return open > 0;
    }

    void open(long source) {
        int at = find(source);
        if (at < 0) {
            newest = (newest + 1) % MOST_SOURCES;
            at = newest;
            open += linesLeft[at] > 0 ? 0 : 1;
            sources[at] = source;
        }
        linesLeft[at] = MOST_LINES;
    }

    /** Whether this text of {@code source} holds a part of its key, at {@link #secretFrom()}. */
    boolean isPart(long source, byte[] bytes, int from, int to) {
        int at = find(source);
        if (at < 0) {
            return false;
        }
        int closing = KeyFinder.closing(bytes, from, to);
        boolean isPart = closing >= 0 ? part(from, closing) : isBody(bytes, from, to);
        linesLeft[at] = closing >= 0 ? 0 : linesLeft[at] - 1;
        open -= linesLeft[at] == 0 ? 1 : 0;
        return isPart && !Placeholders.covers(bytes, from, to, secretFrom, secretTo);
    }

    int secretFrom() {
        return secretFrom;
    }

    int secretTo() {
        return secretTo;
    }

    private boolean part(int from, int to) {
        secretFrom = from;
        secretTo = to;
        return to > from;
    }

    /** A header, a line of base64 alone, or a long word of it at the end. */
    private boolean isBody(byte[] bytes, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && Bytes.isSpace(bytes[first])) {
            first++;
        }
        while (last > first && Bytes.isSpace(bytes[last - 1])) {
            last--;
        }
        for (byte[] header : HEADERS) {
            if (Bytes.isAt(bytes, first, last, header, false)) {
                return part(first, last);
            }
        }
        int word = last;
        while (word > first && Bytes.isBase64(bytes[word - 1])) {
            word--;
        }
        return (word == first || last - word >= LEAST_WORD) && part(word, last);
    }

    private int find(long source) {
        for (int i = 0; i < MOST_SOURCES; i++) {
            if (linesLeft[i] > 0 && sources[i] == source) {
                return i;
            }
        }
        return -1;
    }

    private static long hash(long before, Slice name) {
        long hash = before;
        for (int at = name.from(); at < name.to(); at++) {
            hash = (hash ^ name.bytes()[at]) * 0x100000001B3L; // FNV-1a
        }
        return (hash ^ 0xFF) * 0x100000001B3L;
    }
}
