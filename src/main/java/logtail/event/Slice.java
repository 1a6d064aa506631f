package logtail.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A range of a byte array that somebody else owns: {@code bytes[from, from + length)}. Reused for every line, so it is
 * valid only until its owner is filled again. Length 0 means absent.
 */
public final class Slice {
    private static final byte[] NO_BYTES = {};

    private byte[] bytes = NO_BYTES;
    private int from;
    private int length;

    public static Slice of(String text) {
        var slice = new Slice();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        slice.set(utf8, 0, utf8.length);
        return slice;
    }

    public void set(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    public void set(Slice other) {
        set(other.bytes, other.from, other.length);
    }

    /** Sets this slice to a copy of the bytes of {@code other}. */
    void setCopy(Slice other) {
        set(Arrays.copyOfRange(other.bytes, other.from, other.to()), 0, other.length);
    }

    public void clear() {
        length = 0;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return from + length;
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The bytes read as UTF-8, ill-formed ones as U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
