package logtail.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.filter.Literal;

/**
 * Finds private keys in PEM (RFC 7468, section 10) and those of PGP and OpenSSH, from their BEGIN to their END, whatever stands
 * between: line ends, or the {@code \n} of JSON. One without END goes to the end of the text, see {@link #isOpen}.
 */
final class KeyFinder extends Finder {
    private static final Literal BEGIN = new Literal("-----BEGIN ", false);
    private static final Literal END = new Literal("-----END ", false);
    private static final Literal PRIVATE = new Literal("PRIVATE KEY", false);
    private static final byte[] DASHES = "-----".getBytes(US_ASCII);
    private static final int MOST_LABEL = 64;

    private boolean isOpen;

    /** Whether the key found last has no END. */
    boolean isOpen() {
        return isOpen;
    }

    @Override
    boolean next(int at) {
        for (int begin = BEGIN.indexIn(bytes, at, to); begin >= 0; begin = BEGIN.indexIn(bytes, begin + 1, to)) {
            int label = begin + BEGIN.lengthBytes();
            int labelEnd = labelEnd(label);
            if (labelEnd >= 0 && PRIVATE.isIn(bytes, label, labelEnd)) {
                int last = closing(bytes, labelEnd, to);
                isOpen = last < 0;
                if (found(begin, isOpen ? to : last)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The end of the first END in {@code bytes[from, to)}, or -1. */
    static int closing(byte[] bytes, int from, int to) {
        int closing = END.indexIn(bytes, from, to);
        if (closing < 0) {
            return -1;
        }
        int label = closing + END.lengthBytes();
        for (int at = label; at < Math.min(to, label + MOST_LABEL); at++) {
            if (Bytes.isAt(bytes, at, to, DASHES, false)) {
                return at + DASHES.length;
            }
        }
        return to;
    }

    /** The end of a label of capitals, digits and spaces with dashes behind it; the end of the text counts as dashes. */
    private int labelEnd(int label) {
        int at = label;
        while (at < to
                && at - label < MOST_LABEL
                && (Bytes.isUpper(bytes[at]) || Bytes.isDigit(bytes[at]) || bytes[at] == ' ')) {
            at++;
        }
        return at == to || bytes[at] == '-' ? at : -1;
    }
}
