package logtail.parse.join;

/**
 * Ruby: an error at its place, {@code from} lines in either order, bare places below the line of a logger, and the excerpt
 * of the source that newer versions show.
 */
final class RubyTrace implements TraceShape {
    private static final int TRACE = 1;
    private static final int UPWARD = 2; // the most recent call comes last
    private static final int HEAD = 3; // the error at its place
    private static final int EXCERPT = 4;
    private static final int THREAD_DIED = 5; // the line before the error

    private static final byte[] TRACEBACK = Text.of("Traceback (most recent call last):");
    private static final byte[] THREAD = Text.of("#<Thread:");
    private static final byte[] FROM = Text.of("from ");
    private static final byte[] LEFT_OUT = Text.of("... "); // 10908 levels
    private static final byte[] IN = Text.of(":in ");
    private static final byte[] MEANT = Text.of("Did you mean?");

    @Override
    public int begin(byte[] bytes, int from, int to) {
        if (Text.startsWith(bytes, from, to, TRACEBACK)) {
            return UPWARD;
        }
        if (Text.startsWith(bytes, from, to, THREAD)) {
            return THREAD_DIED;
        }
        return !Text.isIndented(bytes, from, to) && isPlace(bytes, from, to) ? HEAD : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        if (isFrom(bytes, from, to)) {
            return TRACE;
        }
        return isLog && empty == 0 && isPlace(bytes, from, to) ? TRACE : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        if (isFrom(bytes, from, to)) {
            return state == UPWARD ? UPWARD : TRACE;
        }
        if (state == UPWARD || state == THREAD_DIED) {
            return empty == 0 && isPlace(bytes, from, to) ? HEAD : NONE;
        }
        if (state == EXCERPT) {
            return Carets.isLine(bytes, from, to) ? HEAD : NONE;
        }
        if (state == HEAD && empty > 0) {
            return EXCERPT;
        }
        if (Text.startsWith(bytes, from, to, MEANT)) {
            return state;
        }
        if (empty > 0 || !isPlace(bytes, from, to)) {
            return NONE;
        }
        return isNamedError(bytes, from, to) ? cause(state) : TRACE;
    }

    @Override
    public String entering() {
        return ExceptionLine.FIRST + "/<(";
    }

    /** Behind the frames of an error, which was raised because of this one. */
    private static int cause(int state) {
        return state == TRACE ? HEAD : NONE;
    }

    /** As in {@code from shop.rb:5:in `place'}, perhaps numbered. */
    private static boolean isFrom(byte[] bytes, int from, int to) {
        int text = Text.skipBlanks(bytes, from, to);
        int digits = Text.skipDigits(bytes, text, to);
        if (digits > text && digits < to && bytes[digits] == ':') {
            text = Text.skipBlanks(bytes, digits + 1, to);
        }
        return text > from
                && (Text.startsWith(bytes, text, to, LEFT_OUT)
                        || (Text.startsWith(bytes, text, to, FROM) && hasLine(bytes, text + FROM.length, to)));
    }

    /** As in {@code shop.rb:5:in `place'}. */
    private static boolean isPlace(byte[] bytes, int from, int to) {
        int in = Text.indexOf(bytes, from, to, IN);
        int quote = in + IN.length;
        return in > from
                && quote < to
                && (bytes[quote] == '`' || bytes[quote] == '\'')
                && Text.isDigit(bytes[in - 1])
                && hasLine(bytes, from, in);
    }

    /** Whether the place says which error was raised there, as the first line of a trace does. */
    private static boolean isNamedError(byte[] bytes, int from, int to) {
        int end = Text.trimEnd(bytes, from, to);
        return end > from && bytes[end - 1] == ')';
    }

    private static boolean hasLine(byte[] bytes, int from, int to) {
        for (int at = from + 1; at + 1 < to; at++) {
            if (bytes[at] == ':' && Text.isDigit(bytes[at + 1])) {
                return true;
            }
        }
        return false;
    }
}
