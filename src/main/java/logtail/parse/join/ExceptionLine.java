package logtail.parse.join;

/** The line that names an exception. Pure. */
final class ExceptionLine {
    /** What the lines of {@link #isQualified} begin with. */
    static final String FIRST = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static final byte[][] KINDS = {
        Text.of("Exception"), Text.of("Error"), Text.of("Throwable"), Text.of("Failure"), Text.of("Fault")
    };

    private ExceptionLine() {}

    /** A name with its packages that says exception or error in its last part, and a colon or nothing behind it. */
    static boolean isQualified(byte[] bytes, int from, int to) {
        int end = Text.nameEnd(bytes, from, to);
        if (end == from || (end < to && bytes[end] != ':')) {
            return false;
        }
        int name = end;
        while (name > from && bytes[name - 1] != '.') {
            name--;
        }
        if (name == from || name == end || !Text.isUpper(bytes[name])) {
            return false;
        }
        for (byte[] kind : KINDS) {
            if (Text.indexOf(bytes, name, end, kind) >= 0) {
                return true;
            }
        }
        return false;
    }
}
