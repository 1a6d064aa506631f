package logtail.parse.join;

/** Lines that point at the source line above them. Pure. */
final class Carets {
    private Carets() {}

    /** Blanks, {@code ^} and {@code ~}, at least one {@code ^}. */
    static boolean isLine(byte[] bytes, int from, int to) {
        boolean hasCaret = false;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            hasCaret |= b == '^';
            if (b != '^' && b != '~' && !Text.isBlank(b) && b != '\r') {
                return false;
            }
        }
        return hasCaret;
    }
}
