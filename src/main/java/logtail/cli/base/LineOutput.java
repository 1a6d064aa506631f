package logtail.cli.base;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The one way out for lines: bytes gathered in a buffer, written when it is full or {@link #flush} is called at the end of
 * a batch. One thread.
 */
public final class LineOutput {
    private static final int CAPACITY_BYTES = 64 * 1024;
    private static final int LONGEST_CHAR_BYTES = 4;

    private final OutputStream target;
    private final byte[] buffer = new byte[CAPACITY_BYTES];
    private int length;

    /** Writes to {@code target}, which is unbuffered. */
    public LineOutput(OutputStream target) {
        this.target = target;
    }

    /** ASCII known to be harmless. */
    public LineOutput ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            ascii(text.charAt(i));
        }
        return this;
    }

    public LineOutput ascii(char c) {
        room(1);
        buffer[length++] = (byte) c;
        return this;
    }

    public LineOutput bytes(byte[] bytes, int from, int count) {
        if (count > CAPACITY_BYTES) {
            flush();
            write(bytes, from, count);
            return this;
        }
        room(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
        return this;
    }

    /** Text from outside as UTF-8, unchanged but for broken surrogates, which become U+FFFD. */
    public LineOutput asIs(String text) {
        for (int i = 0; i < text.length(); i++) {
            i += utf8(text, i);
        }
        return this;
    }

    /** The same, but a lone {@code U+DC80} to {@code U+DCFF} is the byte that it stands for. */
    public LineOutput asSent(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0xdc80 && c <= 0xdcff) { // lone, as pairs are taken whole
                room(1);
                buffer[length++] = (byte) c;
            } else {
                i += utf8(text, i);
            }
        }
        return this;
    }

    /** Text from outside for a terminal: {@link VisibleText}. */
    public LineOutput visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (VisibleText.isHarmless(c)) {
                i += utf8(text, i);
            } else {
                ascii(VisibleText.escape(c));
            }
        }
        return this;
    }

    /** Whether it is time to {@link #flush}. */
    public boolean isFilling() {
        return length > CAPACITY_BYTES / 2;
    }

    /**
     * Writes out what was gathered.
     *
     * @throws OutputClosedException when nobody reads any more
     */
    public void flush() {
        write(buffer, 0, length);
        length = 0;
    }

    /** Encodes the character at {@code i}; returns how many more {@code char}s it took, 0 or 1. */
    private int utf8(String text, int i) {
        char c = text.charAt(i);
        room(LONGEST_CHAR_BYTES);
        if (c < 0x80) {
            buffer[length++] = (byte) c;
            return 0;
        }
        if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
            multiByte(Character.toCodePoint(c, text.charAt(i + 1)));
            return 1;
        }
        multiByte(Character.isSurrogate(c) ? '\ufffd' : c);
        return 0;
    }

    private void multiByte(int codePoint) {
        if (codePoint < 0x800) {
            buffer[length++] = (byte) (0xc0 | (codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                buffer[length++] = (byte) (0xe0 | (codePoint >> 12));
            } else {
                buffer[length++] = (byte) (0xf0 | (codePoint >> 18));
                buffer[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
            }
            buffer[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        }
        buffer[length++] = (byte) (0x80 | (codePoint & 0x3f));
    }

    private void room(int count) {
        if (length + count > CAPACITY_BYTES) {
            flush();
        }
    }

    private void write(byte[] bytes, int from, int count) {
        try {
            target.write(bytes, from, count);
        } catch (IOException e) {
            throw new OutputClosedException(e);
        }
    }
}
