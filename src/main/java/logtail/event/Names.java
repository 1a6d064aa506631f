package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The names of apps, processes and hosts: UTF-8 without white space and without characters that nobody sees (control and format
 * characters). A run of those becomes one {@code _}, at the ends nothing; bytes that are no UTF-8 are read as ISO 8859-1; what is
 * longer than the limit is cut between two characters. All else stays as it was sent. Names made so are not changed again.
 *
 * <p>Questions pass the same way as names, so what was given finds what it became.
 */
public final class Names {
    /** The longest app or process, in bytes. */
    public static final int MAX_BYTES = 128;
    /** The longest host, in bytes. */
    public static final int MAX_HOST_BYTES = 255;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int JOINERS = 0x200C; // and 0x200D: some scripts, and emoji, need them inside of words
    private static final int LATIN_1 = -1;

    private Names() {}

    /** What a name becomes, at most {@code maxBytes} long; may be empty. */
    public static String fit(String name, int maxBytes) {
        byte[] bytes = name.getBytes(UTF_8);
        if (isFit(bytes, 0, bytes.length, maxBytes)) {
            return name;
        }
        byte[] fit = new byte[Math.min(maxBytes, 2 * bytes.length)];
        return new String(fit, 0, copy(bytes, 0, bytes.length, maxBytes, fit, 0), UTF_8);
    }

    /** Whether a name stays as it is. Fast for visible ASCII. */
    static boolean isFit(byte[] source, int from, int length, int maxBytes) {
        if (length > maxBytes) {
            return false;
        }
        int end = from + length;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = ByteOrders.getLong(source, at);
            long blank = word - ONES * '!'; // a borrow falsifies later bytes only
            long delete = (word ^ (ONES * 0x7F)) - ONES;
            if (((blank | delete | word) & HIGHS) != 0) {
                return areVisible(source, at, end);
            }
        }
        for (; at < end; at++) {
            if (source[at] <= ' ' || source[at] == 0x7F) {
                return areVisible(source, at, end);
            }
        }
        return true;
    }

    private static boolean areVisible(byte[] source, int from, int end) {
        for (int at = from; at < end; ) {
            int size = sequence(source, at, end);
            if (size == LATIN_1 || !isVisible(decode(source, at, size))) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /** Copies {@code source[from, from + length)} as a name of at most {@code maxBytes}; returns how long it is there. */
    static int copy(byte[] source, int from, int length, int maxBytes, byte[] target, int at) {
        int end = from + length;
        int limit = at + maxBytes;
        int to = at;
        boolean isParted = false; // by what is left out
        for (int next = from; next < end; ) {
            int size = sequence(source, next, end);
            int character = size == LATIN_1 ? source[next] & 0xFF : decode(source, next, size);
            if (!isVisible(character)) {
                isParted = to > at;
            } else {
                if (isParted && to < limit) {
                    target[to++] = '_';
                }
                isParted = false;
                int bytes = size == LATIN_1 ? 2 : size;
                if (to + bytes > limit) {
                    break;
                }
                if (size == LATIN_1) {
                    target[to] = (byte) (0xC0 | character >>> 6);
                    target[to + 1] = (byte) (0x80 | (character & 0x3F));
                } else {
                    System.arraycopy(source, next, target, to, size);
                }
                to += bytes;
            }
            next += Math.max(1, size);
        }
        return to - at;
    }

    private static boolean isVisible(int character) {
        if (character < 0x80) {
            return character > ' ' && character != 0x7F;
        }
        boolean isJoiner = (character | 1) == (JOINERS | 1);
        return isJoiner
                || !(Character.isISOControl(character)
                        || Character.isSpaceChar(character)
                        || Character.getType(character) == Character.FORMAT);
    }

    /** How many bytes the character at {@code at} has, or {@link #LATIN_1} when it is no well-formed UTF-8. */
    private static int sequence(byte[] source, int at, int end) {
        int first = source[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (size == 0 || at + size > end) {
            return LATIN_1;
        }
        for (int i = 1; i < size; i++) {
            if ((source[at + i] & 0xC0) != 0x80) {
                return LATIN_1;
            }
        }
        int character = decode(source, at, size);
        boolean isShortest = size == 2 || character >= (size == 3 ? 0x800 : 0x1_0000);
        boolean isScalar = character <= Character.MAX_CODE_POINT && (character >>> 11) != 0x1B; // no surrogate
        return isShortest && isScalar ? size : LATIN_1;
    }

    private static int decode(byte[] source, int at, int size) {
        if (size == 1) {
            return source[at];
        }
        int character = source[at] & (0x7F >>> size);
        for (int i = 1; i < size; i++) {
            character = (character << 6) | (source[at + i] & 0x3F);
        }
        return character;
    }
}
