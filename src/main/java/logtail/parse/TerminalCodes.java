package logtail.parse;

/**
 * The control sequences by which programs colour what they write and move the cursor (ECMA-48): {@code ESC [ … m} and
 * all others that begin with {@code ESC [}, titles ({@code ESC ] … BEL}), and {@code ESC} with one character. They are
 * kept in what is stored, and passed over by whatever reads it.
 */
public final class TerminalCodes {
    /** The byte that begins each of them. */
    public static final byte ESC = 0x1B;

    private static final byte BEL = 7;

    private TerminalCodes() {}

    /** Where the sequence ends that begins with the ESC at {@code from}. */
    static int end(byte[] bytes, int from, int to) {
        int at = from + 1;
        if (at == to) {
            return to;
        }
        return switch (bytes[at]) {
            case '[' -> finalEnd(bytes, at + 1, to, 0x40);
            case ']', 'P', '^', '_', 'X' -> textEnd(bytes, at + 1, to);
            default -> finalEnd(bytes, at, to, 0x30);
        };
    }

    /** Where the byte ends that is the final one, from {@code least} on; the ones before it are less. */
    private static int finalEnd(byte[] bytes, int from, int to, int least) {
        int at = from;
        while (at < to && bytes[at] >= 0x20 && bytes[at] < least) {
            at++;
        }
        return at < to && bytes[at] >= least ? at + 1 : at;
    }

    /**
     * Copies {@code bytes[from, to)} without the sequences into {@code into} at {@code place}, which may be the same
     * place; returns how many bytes that are.
     */
    public static int leaveOut(byte[] bytes, int from, int to, byte[] into, int place) {
        int length = 0;
        int at = from;
        while (at < to) {
            int code = ByteScan.indexOf(bytes, at, to, ESC);
            int plain = (code < 0 ? to : code) - at;
            System.arraycopy(bytes, at, into, place + length, plain);
            length += plain;
            at = code < 0 ? to : end(bytes, code, to);
        }
        return length;
    }

    /** Whether any may be in {@code bytes[from, to)}. */
    public static boolean areIn(byte[] bytes, int from, int to) {
        return ByteScan.indexOf(bytes, from, to, ESC) >= 0;
    }

    /** A text ends at BEL or {@code ESC \}; without either, the sequence is only its two first bytes. */
    private static int textEnd(byte[] bytes, int from, int to) {
        int at = ByteScan.indexOf(bytes, from, to, BEL, ESC);
        if (at < 0) {
            return from;
        }
        return bytes[at] == BEL ? at + 1 : at + 1 < to && bytes[at + 1] == '\\' ? at + 2 : from;
    }
}
